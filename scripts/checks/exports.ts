/**
 * Compares the public interface of every package with the report in its `api.md`, so that a change of a name or of a
 * signature is seen in review. `pnpm exports:update` writes the reports.
 */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { declarationsOf, writeDeclarations } from '../declarations.ts';
import { interfaceReports } from '../interface-reports.ts';
import { execute } from '../process.ts';
import { packages, root } from '../workspace.ts';

const update = process.argv.includes('--update');
/** Without the declarations that an earlier entry of the package has and this one only mentions. */
function withoutRepetition(code: string, seen: Set<string>): string {
  const kept = code.split('\n\n').filter((declaration) => {
    const content = declaration.replace(/^export /, '');
    const isKnown = seen.has(content);
    seen.add(content);
    return declaration.startsWith('export ') || !isKnown;
  });
  return kept.join('\n\n');
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fm-declarations-')));
try {
  const all = packages();
  const written = writeDeclarations(all, folder);
  const declared = all.flatMap(({ name, folder: source, entries }) => {
    const home = written.get(name) as string;
    return entries.map((entry) => ({
      specifier: entry.specifier,
      file: join(home, relative(source, declarationsOf(entry.source))),
      home,
    }));
  });
  const reports = new Map(
    interfaceReports(declared).map((code, index) => [declared[index]?.specifier, code]),
  );
  const changed: string[] = [];
  for (const { name, folder: home, entries } of all) {
    const seen = new Set<string>();
    const sections = entries.map(({ specifier }) => {
      const code = withoutRepetition(reports.get(specifier) ?? '', seen);
      return `## ${specifier}\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
    });
    const report = [
      `# Public interface of ${name}\n`,
      'Written by `pnpm exports:update`, compared by `pnpm check exports`. What has no `export` is only mentioned by what has.\n',
      ...sections,
    ].join('\n');
    const file = join(home, 'api.md');
    const accepted = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (accepted === report) continue;
    if (update) {
      writeFileSync(file, report);
      console.log(`wrote ${relative(root, file)}`);
      continue;
    }
    changed.push(relative(root, file));
    const current = join(folder, 'api.md');
    writeFileSync(current, report);
    const { output } = await execute(['git', 'diff', '--no-index', '--unified=2', '--', file, current]);
    const hunks = output.split('\n').filter((line) => !/^(?:diff|index|---|\+\+\+) /.test(line));
    console.error(`${relative(root, file)} is not what the source exports:\n${hunks.join('\n')}`);
  }
  if (changed.length > 0) {
    console.error(
      `${changed.length} of ${all.length} packages changed. If that is wanted: pnpm exports:update`,
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
