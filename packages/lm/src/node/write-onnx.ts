import { dirname, join } from 'node:path';
import type { OnnxModel } from '@fm/core';
import { writeWholeFile } from '@fm/core/node';

/** Writes an ONNX model; before it the file of weights that lies beside it, where there is one. */
export async function writeOnnx(path: string, { model, external }: OnnxModel): Promise<void> {
  if (external !== undefined) {
    await writeWholeFile(join(dirname(path), external.location), inOrder(external.chunks));
  }
  await writeWholeFile(path, model);
}

async function* inOrder(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
