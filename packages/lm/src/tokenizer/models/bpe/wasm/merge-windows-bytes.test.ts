import { expect, it } from 'vitest';
import { compileAssembly } from '../../../../../assembly/compile.ts';
import { mergeWindowsBytes } from './merge-windows-bytes.ts';

it('is what the source compiles to', async () => {
  expect(
    Buffer.from(mergeWindowsBytes()).equals(Buffer.from(await compileAssembly('merge-windows.ts'))),
  ).toBe(true);
}, 60_000);
