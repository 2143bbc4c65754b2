import type { DeclarationReflection, Logger, ProjectReflection } from 'typedoc';

import { packages } from '../workspace.ts';

/** Shows `@fm/core/node` beside `@fm/core` and not inside it; warns of an entry that has no page. */
export function liftEntries(project: ProjectReflection, logger: Logger): void {
  for (const { name, entries } of packages()) {
    const root = project.getChildByName([name]);
    for (const { specifier } of entries) {
      if (specifier === name) continue;
      const entry = root?.getChildByName([specifier.slice(name.length + 1)]);
      if (root?.isDeclaration() !== true || entry?.isDeclaration() !== true) {
        logger.warn(`${specifier} is not among the entry points of its package's typedoc.json`);
        continue;
      }
      takeOut(root, entry);
      entry.name = specifier;
      entry.parent = project;
      project.addChild(entry);
    }
  }
}

function takeOut(root: DeclarationReflection, entry: DeclarationReflection): void {
  root.removeChild(entry);
  root.groups = (root.groups ?? []).filter((group) => {
    group.children = group.children.filter((child) => child !== entry);
    return group.children.length > 0;
  });
}
