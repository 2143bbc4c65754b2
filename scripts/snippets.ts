/** Typechecks and runs programs that are printed in documents: each a module of its own, all in one process. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { claimModule, executable, type Snippet } from './claims.ts';
import { execute } from './process.ts';
import { root } from './workspace.ts';

/** The settings of every package; what is printed exports nothing that needs a declaration. */
const { options } = ts.parseJsonConfigFileContent(
  {
    extends: './tsconfig.base.json',
    compilerOptions: { isolatedDeclarations: false, declaration: false },
    files: [],
  },
  ts.sys,
  root,
);

/** Runs modules one after the other; `show` prints what each printed, which otherwise only a failure does. */
const runner = (places: readonly string[], show: boolean): string => `import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
const show = ${show};
const [out, err] = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream));
let place = '';
let printed = '';
const times = [];
process.stdout.write = process.stderr.write = (text, ...rest) => {
  printed += typeof text === 'string' ? text : new TextDecoder().decode(text);
  const written = rest.at(-1);
  if (typeof written === 'function') process.nextTick(written);
  return true;
};
function fail(error) {
  process.exitCode = 1;
  const known = error instanceof Error && error.code === 'ERR_ASSERTION';
  const text = known ? error.message : (error?.stack ?? String(error));
  err((show ? '' : printed) + (text.startsWith(place) ? '' : place + ': ') + text + '\\n');
}
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
for (const [file, name] of ${JSON.stringify(places.map((place, index) => [`${index}.ts`, place]))}) {
  [place, printed] = [name, ''];
  // A folder of its own: what a program writes goes with it.
  const folder = join(import.meta.dirname, 'work', file);
  mkdirSync(folder, { recursive: true });
  process.chdir(folder);
  const start = performance.now();
  await import('./' + file).catch(fail);
  const seconds = (performance.now() - start) / 1000;
  times.push({ name, seconds });
  if (show) out(printed + '— ' + name + ', ' + seconds.toFixed(1) + ' s\\n');
}
const slow = times.filter(({ seconds }) => seconds > 1).sort((a, b) => b.seconds - a.seconds).slice(0, 5);
if (!show) for (const { name, seconds } of slow) out(seconds.toFixed(1) + ' s for ' + name + '\\n');
`;

/** The type errors in the given files, each with the line it is in. */
function typeErrors(program: ts.Program, file: string, place: string): string[] {
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} is not in the program`);
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return found.map(({ messageText, start = 0 }) => {
    const line = source.text.slice(0, start).split('\n').length - 1;
    return `${place}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}\n    ${source.text.split('\n')[line] ?? ''}`;
  });
}

/**
 * Typechecks all snippets with the repository's settings, and runs them. Failures are printed and set the exit code.
 *
 * @param entries - more files of the program that is returned
 */
export async function checkSnippets(
  snippets: readonly Snippet[],
  { show = false, entries = [] }: { show?: boolean; entries?: readonly string[] } = {},
): Promise<ts.Program> {
  // Beside the examples, whose dependencies are those of a user of the toolkit.
  const folder = mkdtempSync(join(root, 'examples', '.snippets-'));
  try {
    const modules = snippets.map((snippet, index) => ({ ...snippet, file: join(folder, `${index}.ts`) }));
    for (const { file, ...snippet } of modules) writeFileSync(file, executable(snippet));
    writeFileSync(join(folder, 'claim.ts'), claimModule);
    writeFileSync(
      join(folder, 'main.mjs'),
      runner(
        snippets.map(({ place }) => place),
        show,
      ),
    );
    mkdirSync(join(folder, 'work'));

    const command = ['node', '--conditions=@fm/source', join(folder, 'main.mjs')];
    const running = execute(command, { timeout: 600_000 });
    const program = ts.createProgram([...entries, ...modules.map(({ file }) => file)], options);
    const errors = modules.flatMap(({ file, place }) => typeErrors(program, file, place));
    for (const error of errors) console.error(error);
    if (errors.length > 0) process.exitCode = 1;

    const { code, output } = await running;
    if (output !== '') console.log(output.trimEnd());
    if (code !== 0) process.exitCode = code;
    return program;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
