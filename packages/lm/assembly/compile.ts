/**
 * Compiles the WebAssembly of @fm/lm, and writes it where the package reads it:
 *
 *     node packages/lm/assembly/compile.ts
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { main } from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));

/** A source beside this file, and the module that holds what it compiles to. */
interface Assembly {
  readonly source: string;
  readonly target: string;
  readonly bytesOf: string;
  /** What the module is, for its docstring. */
  readonly what: string;
}

const assemblies: readonly Assembly[] = [
  {
    source: 'piece-loop.ts',
    target: '../src/tokenizer/fast/wasm/piece-loop-bytes.ts',
    bytesOf: 'pieceLoopBytes',
    what: 'The WebAssembly module of the inner loops, which is small enough to be compiled at once anywhere.',
  },
  {
    source: 'merge-windows.ts',
    target: '../src/tokenizer/models/bpe/wasm/merge-windows-bytes.ts',
    bytesOf: 'mergeWindowsBytes',
    what: 'The WebAssembly module that merges windows, which is small enough to be compiled at once anywhere.',
  },
];

/**
 * Compiles a source of this folder.
 *
 * @throws {Error} when the compiler refuses it
 */
export async function compileAssembly(source: string): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const memory = ['--importMemory', '--noExportMemory'];
  const flags = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', ...memory];
  const { error, stderr } = await main([source, '--baseDir', here, '--outFile', 'out.wasm', ...flags], {
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = contents;
    },
  });
  if (error !== null || binary === undefined) throw new Error(stderr.toString(), { cause: error });
  return binary;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { source, target, bytesOf, what } of assemblies) {
    const base64 = Buffer.from(await compileAssembly(source)).toString('base64');
    const lines = base64.match(/.{1,100}/g) ?? [];
    writeFileSync(
      new URL(target, import.meta.url),
      `/* Compiled from assembly/${source} by assembly/compile.ts. */

const base64 = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');

/** ${what} */
export function ${bytesOf}(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
`,
    );
  }
}
