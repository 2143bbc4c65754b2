import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const source = join(import.meta.dirname, 'generated.ts');

/** Libraries and the package itself, which all programs share. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** Messages of the TypeScript compiler for a module beside this test. */
function problemsOf(code: string): readonly string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) =>
    readFileSync(path, 'utf8'),
  ) as { config: { compilerOptions: unknown } };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => path === source || fileExists(path);
  host.readFile = (path) => (path === source ? code : readFile(path));
  host.getSourceFile = (path, ...rest) => {
    if (path === source) return ts.createSourceFile(path, code, ts.ScriptTarget.ESNext, true);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest));
    return parsed.get(path);
  };
  const program = ts.createProgram([source], { ...options, noEmit: true }, host);
  const file = program.getSourceFile(source);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
    ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
}

const names = Array.from({ length: 500 }, (_, i) => `variable${i}`);
const many = names.map((name) => `Let {{${name}}} be "{}".`).join(' ');
const long = `{{first}} ${'word { "json": {} } '.repeat(2_500)} {{ last }}`;

function programOf({ template, values }: { template: string; values: readonly string[] }): string {
  const given = values.map((name) => `${name}: 1`).join(', ');
  return `import { prompt } from './prompt.ts';
export const text: string = prompt(${JSON.stringify(template)})({ ${given} }).text;`;
}

describe('names of variables in the types', () => {
  it('are found in a template with 500 variables', () => {
    expect(problemsOf(programOf({ template: many, values: names }))).toEqual([]);
  });

  it('are found in a template of 50,000 characters', () => {
    expect(long.length).toBeGreaterThanOrEqual(50_000);
    expect(problemsOf(programOf({ template: long, values: ['first', 'last'] }))).toEqual([]);
  });

  it('let no wrong name and no missing value compile, however large the template', () => {
    const misspelt = [...names.slice(0, -1), 'variable5OO'];
    expect(problemsOf(programOf({ template: many, values: misspelt })).join()).toContain('variable5OO');
    expect(problemsOf(programOf({ template: many, values: names.slice(1) })).join()).toContain('variable0');
    expect(problemsOf(programOf({ template: long, values: ['first', 'lost'] })).join()).toContain('lost');
  });
});
