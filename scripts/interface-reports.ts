import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

import { root } from './workspace.ts';

/** The declarations of an entry, and the package that they are in. */
export interface DeclaredEntry {
  readonly file: string;
  readonly home: string;
}

const silent = { default: { logLevel: ExtractorLogLevel.None } };

/** The signatures that each entry exports and what they mention, by name, without their docstrings. */
export function interfaceReports(entries: readonly DeclaredEntry[]): string[] {
  const configs = entries.map(configOf);
  const [first] = configs;
  if (first === undefined) return [];
  // One program for all: reading the declarations of the platform takes longer than all the rest.
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: entries.map(({ file }) => file),
  });
  return configs.map((config) => {
    Extractor.invoke(config, {
      compilerState,
      localBuild: true,
      messageCallback: (message) => {
        message.handled = true;
      },
    });
    const report = readFileSync(join(config.reportFolder, 'entry.api.md'), 'utf8');
    const code = /```ts\n(?<code>.*)```/s.exec(report)?.groups?.['code'];
    if (code === undefined) throw new Error(`no report of ${config.mainEntryPointFilePath}`);
    return withoutDocumentation(code);
  });
}

function configOf({ file, home }: DeclaredEntry): ExtractorConfig {
  const output = join(home, 'report');
  mkdirSync(output, { recursive: true });
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(home, 'package.json'),
    configObject: {
      projectFolder: home,
      newlineKind: 'lf',
      mainEntryPointFilePath: file,
      compiler: {
        overrideTsconfig: {
          files: [file],
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
}

/** Neither docstrings nor whether there is one belong to a signature; `@deprecated` and `@experimental` do. */
const withoutDocumentation = (code: string): string =>
  code
    .replaceAll(/^[ \t]*\/\*\*.*?\*\/\n/gms, '')
    .replaceAll(/^[ \t]*\/\/ \((?:undocumented|No @packageDocumentation comment for this package)\)\n/gm, '')
    .replaceAll(/^([ \t]*\/\/ .*) \(undocumented\)$/gm, '$1')
    .replaceAll(/^[ \t]*\/\/ @public\n/gm, '')
    .trim();
