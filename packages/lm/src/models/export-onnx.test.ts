import {
  hostTensor,
  initialize,
  optimizeGraph,
  referenceBackend,
  ArgumentError,
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
    ).toThrow(ArgumentError);
  });

  describe('with a cache', () => {
    const ids = [3, 1, 4, 1, 5, 9, 2, 6];
    const bytes = exportOnnx({ model, parameters, cache: true }).model;
    const i64 = (rows: readonly (readonly number[])[]): Tensor =>
      new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]!.length]);
    const range = (from: number, to: number): readonly number[] =>
      Array.from({ length: to - from }, (_, i) => from + i);

    /** What a first step asks for: caches of no position. */
    const emptyCache = (batch: number): Record<string, Tensor> =>
      Object.fromEntries(
        [0, 1].flatMap((layer) =>
          ['key', 'value'].map((part) => [
            `past_key_values.${layer}.${part}`,
            new Tensor('float32', new Float32Array(0), [batch, 2, 0, 8]),
          ]),
        ),
      );

    /** What a step gave, as what the next one asks for. */
    const pastOf = (outputs: InferenceSession.OnnxValueMapType): Record<string, Tensor> =>
      Object.fromEntries(
        Object.entries(outputs)
          .filter(([name]) => name.startsWith('present.'))
          .map(([name, tensor]) => [name.replace('present', 'past_key_values'), tensor as Tensor]),
      );

    /** Logits of the whole sequence, by the file without a cache. */
    async function wholeLogits(sequence: readonly number[]): Promise<Float32Array> {
      const session = await InferenceSession.create(exportOnnx({ model, parameters }).model);
      const { logits } = await session.run({ input_ids: i64([sequence]) });
      await session.release();
      return logits!.data as Float32Array;
    }

    it('asks for and gives what transformers.js knows', async () => {
      const session = await InferenceSession.create(bytes);
      expect(session.inputNames).toEqual([
        'input_ids',
        'attention_mask',
        'position_ids',
        ...Object.keys(emptyCache(1)),
      ]);
      expect(session.outputNames).toEqual([
        'logits',
        ...Object.keys(emptyCache(1)).map((name) => name.replace('past_key_values', 'present')),
      ]);
      const shapes = session.inputMetadata.map((each) => (each.isTensor ? each.shape : []));
      expect(shapes[3]).toEqual(['batch_size', 2, 'past_sequence_length', 8]);
      await session.release();
    });

    it('goes on from any number of positions with the logits of the whole sequence', async () => {
      const expected = await wholeLogits(ids);
      const session = await InferenceSession.create(bytes);
      let past = emptyCache(1);
      for (const [from, to] of [
        [0, 3],
        [3, 4],
        [4, 8],
      ] as const) {
        const outputs = await session.run({
          input_ids: i64([ids.slice(from, to)]),
          attention_mask: i64([ids.slice(0, to).map(() => 1)]),
          position_ids: i64([range(from, to)]),
          ...past,
        });
        const wanted = expected.subarray(from * 11, to * 11);
        assertClose('logits', outputs['logits']!.data as Float32Array, wanted, { relative: 1e-5 });
        expect(outputs['present.1.value']!.dims).toEqual([1, 2, to, 8]);
        past = pastOf(outputs);
      }
      await session.release();
    });

    it('gives a row that is padded on the left the logits that it has alone', async () => {
      const [long, short] = [ids.slice(0, 5), ids.slice(3, 6)];
      const session = await InferenceSession.create(bytes);
      const first = await session.run({
        input_ids: i64([long, [0, 0, ...short]]),
        attention_mask: i64([long.map(() => 1), [0, 0, 1, 1, 1]]),
        position_ids: i64([range(0, 5), [1, 1, 0, 1, 2]]),
        ...emptyCache(2),
      });
      const next = await session.run({
        input_ids: i64([[7], [8]]),
        attention_mask: i64([range(0, 6).map(() => 1), [0, 0, 1, 1, 1, 1]]),
        position_ids: i64([[5], [3]]),
        ...pastOf(first),
      });
      const rows = next['logits']!.data as Float32Array;
      for (const [row, sequence] of [
        [...long, 7],
        [...short, 8],
      ].entries()) {
        const alone = (await wholeLogits(sequence)).slice(-11);
        assertClose(`row ${row}`, rows.slice(11 * row, 11 * row + 11), alone, { relative: 1e-5 });
      }
      await session.release();
    });
  });
});
