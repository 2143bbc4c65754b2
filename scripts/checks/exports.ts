/**
 * Compares the public interface of every package with the report in its `api.md`, so that a change of a name or of a
 * signature is seen in review. `pnpm exports:update` writes the reports.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

import { declarationsOf, writeDeclarations } from '../declarations.ts';
import { execute } from '../process.ts';
import { packages, root } from '../workspace.ts';

const update = process.argv.includes('--update');
const silent = { default: { logLevel: ExtractorLogLevel.None } };

/** The signatures that an entry exports and what they mention, by name, without their docstrings. */
function reportOf(entry: string, home: string, output: string): string {
  mkdirSync(output, { recursive: true });
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(home, 'package.json'),
    configObject: {
      projectFolder: home,
      newlineKind: 'lf',
      mainEntryPointFilePath: entry,
      compiler: {
        overrideTsconfig: {
          files: [entry],
          compilerOptions: {
            target: 'esnext',
            module: 'esnext',
            moduleResolution: 'bundler',
            lib: ['esnext', 'dom'],
            typeRoots: [join(root, 'node_modules', '@types')],
            types: ['node'],
            strict: true,
            skipLibCheck: true,
          },
        },
      },
      apiReport: {
        enabled: true,
        reportFolder: output,
        reportTempFolder: output,
        reportFileName: 'entry',
        includeForgottenExports: true,
        tagsToReport: { '@experimental': true },
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
  });
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  const report = readFileSync(join(output, 'entry.api.md'), 'utf8');
  const code = /```ts\n(?<code>.*)```/s.exec(report)?.groups?.['code'];
  if (code === undefined) throw new Error(`no report of ${entry}`);
  return withoutDocumentation(code);
}

/** Neither docstrings nor whether there is one belong to a signature; `@deprecated` and `@experimental` do. */
const withoutDocumentation = (code: string): string =>
  code
    .replaceAll(/^[ \t]*\/\*\*.*?\*\/\n/gms, '')
    .replaceAll(/^[ \t]*\/\/ \((?:undocumented|No @packageDocumentation comment for this package)\)\n/gm, '')
    .replaceAll(/^([ \t]*\/\/ .*) \(undocumented\)$/gm, '$1')
    .replaceAll(/^[ \t]*\/\/ @public\n/gm, '')
    .trim();

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
  const changed: string[] = [];
  for (const { name, folder: home, entries } of all) {
    const place = written.get(name) as string;
    const seen = new Set<string>();
    const sections = entries.map(({ specifier, source }) => {
      const entry = join(place, relative(home, declarationsOf(source)));
      const code = withoutRepetition(reportOf(entry, place, join(place, 'report')), seen);
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
    const current = join(place, 'api.md');
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
