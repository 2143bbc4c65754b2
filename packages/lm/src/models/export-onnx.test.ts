import {
  hostTensor,
  initialize,
  optimizeGraph,
  referenceBackend,
  ShapeError,
  toNumbers,
  trace,
} from '@fm/core';
import { assertClose } from '@fm/core/testing';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { exportOnnx } from './export-onnx.ts';
import { Gpt2 } from './gpt2/model.ts';

const model = new Gpt2({ vocab_size: 11, n_positions: 8, n_embd: 16, n_layer: 2, n_head: 2 });
const parameters = initialize(model, 0);

describe('exportOnnx', () => {
  it('writes a file that a plain runtime runs with any batch and length', async () => {
    const session = await InferenceSession.create(exportOnnx({ model, parameters }).model);
    expect(session.inputNames).toEqual(['input_ids']);
    for (const [batch, sequence] of [
      [1, 1],
      [2, 5],
      [3, 8],
    ] as const) {
      const ids = Array.from({ length: batch * sequence }, (_, i) => (i * 3) % 11);
      const feeds = { input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [batch, sequence]) };
      const { logits } = await session.run(feeds);
      expect(logits!.dims).toEqual([batch, sequence, 11]);
      const inputs = { inputIds: hostTensor('i64', ids, [batch, sequence]) };
      const graph = optimizeGraph(
        trace(({ inputIds }) => ({ logits: model.logits(inputIds) }), inputs, model.parameters()),
      );
      await using executable = await referenceBackend().compile(graph);
      const expected = await executable.run({ ...parameters, ...inputs });
      assertClose('logits', logits!.data as Float32Array, toNumbers(await expected['logits']!.read()), {
        relative: 1e-5,
      });
    }
    await session.release();
  });

  it('refuses parameters that do not fit', () => {
    expect(() =>
      exportOnnx({ model, parameters: { ...parameters, 'ln_f.bias': hostTensor('f32', [1]) } }),
    ).toThrow(ShapeError);
  });
});
