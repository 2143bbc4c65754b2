/**
 * Compiles the WebAssembly of @fm/lm, and writes it where the package reads it:
 *
 *     node packages/lm/assembly/compile.ts
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { main } from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = new URL('../src/tokenizer/fast/wasm/piece-loop-bytes.ts', import.meta.url);

/**
 * Compiles `piece-loop.ts`.
 *
 * @throws {Error} when the compiler refuses it
 */
export async function compilePieceLoop(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const flags = ['-O3', '--runtime', 'stub', '--noAssert', '--importMemory', '--noExportMemory'];
  const { error, stderr } = await main(
    ['piece-loop.ts', '--baseDir', here, '--outFile', 'out.wasm', ...flags],
    {
      writeFile: (_name, contents) => {
        if (typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error !== null || binary === undefined) throw new Error(stderr.toString(), { cause: error });
  return binary;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const base64 = Buffer.from(await compilePieceLoop()).toString('base64');
  const lines = base64.match(/.{1,100}/g) ?? [];
  writeFileSync(
    target,
    `/* Compiled from assembly/piece-loop.ts by assembly/compile.ts. */

const base64 = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');

/** The WebAssembly module of the inner loops, which is small enough to be compiled at once anywhere. */
export function pieceLoopBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
`,
  );
}
