import { expect, it } from 'vitest';
import { compileAssembly } from '../../../../assembly/compile.ts';
import { pieceLoopBytes } from './piece-loop-bytes.ts';

it('is what the source compiles to', async () => {
  expect(Buffer.from(pieceLoopBytes()).equals(Buffer.from(await compileAssembly('piece-loop.ts')))).toBe(
    true,
  );
}, 60_000);
