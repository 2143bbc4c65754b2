/** Every runtime dependency of a package has its line in docs/decisions/dependencies.md, and every line its dependency. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { packages, root } from '../workspace.ts';

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

const page = 'docs/decisions/dependencies.md';
const lines = readFileSync(join(root, page), 'utf8').split('\n');

/** The part of the page under a heading `## <name>`. */
function sectionOf(name: string): string[] {
  const start = lines.indexOf(`## ${name}`) + 1;
  if (start === 0) throw new Error(`${page} has no section "${name}"`);
  const end = lines.findIndex((line, index) => index >= start && line.startsWith('## '));
  return lines.slice(start, end < 0 ? undefined : end);
}

const described = (section: readonly string[]): string[] =>
  section.flatMap((line) => /^\| `(?<name>[^`]+)` +\|/.exec(line)?.groups?.['name'] ?? []);

const problems: string[] = [];
function compare(title: string, section: readonly string[], names: readonly string[]): void {
  const rows = described(section);
  // A dependency of several packages has one line, to which the others' sections point.
  const prose = section.filter((line) => !line.startsWith('|')).join('\n');
  for (const name of names) {
    if (!rows.includes(name) && !prose.includes(`\`${name}\``)) {
      problems.push(`${title} depends on ${name}, of which ${page} has no line`);
    }
  }
  for (const name of rows) {
    if (!names.includes(name)) problems.push(`${page} describes ${name}, on which ${title} does not depend`);
  }
}

for (const { name, folder } of packages()) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const all = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies };
  for (const [dependency, range] of Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
  })) {
    if (!dependency.startsWith('@fm/') && range !== 'catalog:') {
      problems.push(
        `${name} depends on ${dependency} ${range}: versions stand in the catalog, here "catalog:"`,
      );
    }
  }
  compare(
    name,
    sectionOf(name),
    Object.keys(all).filter((dependency) => !dependency.startsWith('@fm/')),
  );
}
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};
compare('the repository', sectionOf('The repository itself'), Object.keys(devDependencies));

for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
