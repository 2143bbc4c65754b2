import {
  ArgumentError,
  FormatError,
  gradients,
  hostTensor,
  initialize,
  readSafetensors,
  referenceBackend,
  ShapeError,
  toNumbers,
  trace,
  UnsupportedError,
} from '@fm/core';
import { assertClose } from '@fm/core/testing';
import { ortBackend } from '@fm/ort/node';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { languageModel } from '../../generation/language-model.ts';
import { readGptNeoX, writeGptNeoX } from '../../hugging-face/gpt-neox-files.ts';
import { causalLanguageModeling } from '../../objectives/causal-lm.ts';
import { characterTokenizer } from '../../tokenizer/index.ts';
import { exportOnnx } from '../export-onnx.ts';
import { goldenBatch, runWith } from '../testing/golden-decoder.ts';
import {
  goldenModel as model,
  goldenParameters as parameters,
  goldenTensors as stored,
  readGolden,
  readGoldenJson,
} from './__golden__/golden-gpt-neox.ts';
import { gptNeoXConfig, readGptNeoXConfig } from './config.ts';
import { GptNeoX } from './model.ts';
import { gptNeoXParameters, gptNeoXTensors } from './weights.ts';

const golden = readGoldenJson('goldens.json');
const { inputIds, labels } = goldenBatch(golden.training);

describe.each([
  ['the reference backend', async () => referenceBackend()],
  ['ONNX Runtime', () => ortBackend()],
] as const)('GPT-NeoX on %s', (_, open) => {
  it('gives the logits and hidden states of transformers', async () => {
    await using backend = await open();
    const { logits, hidden } = await runWith(
      model,
      { backend, parameters, inputs: { inputIds } },
      ({ inputIds: x }) => ({ logits: model.logits(x!), hidden: model.hiddenStates(x!) }),
    );
    assertClose('logits', logits!, golden.training.logits.data, { relative: 1e-5 });
    assertClose('hidden states', hidden!, golden.training.lastHiddenState.data, { relative: 1e-5 });
  });

  it('gives the loss and every gradient of transformers', async () => {
    await using backend = await open();
    const names = [...model.parameters().keys()];
    const outputs = await runWith(model, { backend, parameters, inputs: { inputIds, labels } }, (inputs) => {
      const { loss } = causalLanguageModeling().loss(model, inputs, { key: undefined });
      const found = gradients(loss, [...model.parameters().values()]);
      return {
        loss,
        ...Object.fromEntries(found.map((gradient, i) => [`gradient of ${names[i]}`, gradient])),
      };
    });
    const expected = gptNeoXParameters(model, readSafetensors(readGolden('gradients.safetensors')).tensors);
    assertClose('loss', outputs['loss']!, [golden.training.loss], { relative: 1e-6 });
    // Keys may be shifted freely under a softmax, so part of this gradient is 0 but for rounding.
    const floor = 1e-6 * golden.training.gradientNorm;
    for (const name of names) {
      const close = { relative: 1e-4, absolute: floor };
      assertClose(name, outputs[`gradient of ${name}`]!, toNumbers(expected[name]!), close);
    }
  });

  it('generates greedily what transformers generates, with a cache', async () => {
    await using backend = await open();
    const characters = Array.from({ length: 66 }, (_unused, i) => String.fromCodePoint(0x41 + i)).join('');
    const tokenizer = characterTokenizer(characters, { specialTokens: ['<|endoftext|>'] });
    await using lm = languageModel({ model, parameters, tokenizer, backend });
    const { promptIds, newIds, logProbabilities } = golden.greedy;
    const result = await lm.generate(promptIds, { maxTokens: newIds.length, temperature: 0 }).result;
    expect(result.tokens).toEqual(newIds);
    assertClose('log-probabilities', result.logProbs, logProbabilities, { relative: 1e-5 });
    const { promptIds: context, continuations } = golden.scoring;
    const texts = continuations.map((each: { ids: number[] }) => tokenizer.decode(each.ids));
    const scores = await lm.scoreContinuations(tokenizer.decode(context), texts);
    for (const [i, { total }] of continuations.entries()) expect(scores[i]!.logProb).toBeCloseTo(total, 4);
  });

  it.each(golden.variants as { config: object; inputIds: { data: number[] }; logits: { data: number[] } }[])(
    'gives the logits of transformers with $config',
    async ({ config, inputIds: given, logits: expected }) => {
      await using backend = await open();
      const network = new GptNeoX({ ...model.config, ...config });
      const inputs = { inputIds: hostTensor('i64', given.data, [1, 8]) };
      const { logits } = await runWith(network, { backend, parameters, inputs }, ({ inputIds: x }) => ({
        logits: network.logits(x!),
      }));
      assertClose('logits', logits!, expected.data, { relative: 1e-5 });
    },
  );
});

describe('an exported GPT-NeoX', () => {
  it('gives rows that are padded on the left the logits of transformers', async () => {
    const { inputIds, attentionMask, positionIds, lastLogits } = golden.leftPadded;
    const session = await InferenceSession.create(exportOnnx({ model, parameters, cache: true }).model);
    const tensor = ({ data, shape }: { data: number[]; shape: number[] }): Tensor =>
      new Tensor('int64', BigInt64Array.from(data, BigInt), shape);
    const empty = new Tensor('float32', new Float32Array(0), [2, 2, 0, 8]);
    const caches = session.inputNames.filter((name) => name.startsWith('past_key_values.'));
    const { logits } = await session.run({
      input_ids: tensor(inputIds),
      attention_mask: tensor(attentionMask),
      position_ids: tensor(positionIds),
      ...Object.fromEntries(caches.map((name) => [name, empty])),
    });
    const [rows, length, width] = logits!.dims as [number, number, number];
    const all = logits!.data as Float32Array;
    const last = Array.from({ length: rows }, (_, row) =>
      all.subarray((row * length + length - 1) * width, (row + 1) * length * width),
    );
    assertClose(
      'logits',
      last.flatMap((row) => [...row]),
      lastLogits.data,
      { relative: 1e-5 },
    );
    await session.release();
  });
});

describe('GptNeoX', () => {
  it.each(Object.entries(golden.parameterCounts as Record<string, Record<string, number>>))(
    'has the size of %s',
    (_, { parameters: expected, ...sizes }) => {
      const shapes = [...new GptNeoX(sizes).parameters().values()].map(({ shape }) => shape);
      expect(shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(expected);
    },
  );

  it('refuses sequences beyond its context while tracing', () => {
    const type = { x: { dtype: 'i64', shape: [1, 33] } } as const;
    expect(() => trace(({ x }) => ({ y: model.logits(x) }), type, model.parameters())).toThrow(ShapeError);
  });

  it.each([
    { num_attention_heads: 5 },
    { num_hidden_layers: 0 },
    { rotary_pct: 0 },
    { rotary_pct: 0.01 },
    { attention_dropout: 1 },
    { n_head: 4 },
  ])('refuses the configuration %o', (options) => {
    expect(() => gptNeoXConfig(options)).toThrow(ArgumentError);
  });

  it('reads configurations of old and new versions of transformers alike', () => {
    const { rope_parameters: _, ...json } = readGoldenJson('config.json');
    const old = { ...json, rotary_pct: 0.5, rotary_emb_base: 10_000, rope_scaling: null };
    expect(readGptNeoXConfig(old)).toEqual(model.config);
  });

  it('tells a damaged configuration file from one it does not support', () => {
    const json = readGoldenJson('config.json');
    expect(() => readGptNeoXConfig({ ...json, model_type: 'gpt2' })).toThrow(FormatError);
    expect(() => readGptNeoXConfig({ ...json, hidden_size: 'wide' })).toThrow(FormatError);
    expect(() => readGptNeoXConfig({ ...json, num_attention_heads: 5 })).toThrow(FormatError);
    for (const extra of [
      { hidden_act: 'swish' },
      { rope_scaling: { type: 'linear', factor: 2 } },
      { rope_parameters: { rope_type: 'yarn' } },
    ])
      expect(() => readGptNeoXConfig({ ...json, ...extra })).toThrow(UnsupportedError);
  });
});

describe('the weights of a GPT-NeoX', () => {
  it('come back as they were stored, and with their configuration', () => {
    expect(gptNeoXTensors(model, parameters)).toEqual(stored);
    const { json, tensors } = writeGptNeoX({ model, parameters });
    const again = readGptNeoX({ config: json['config.json'], tensors });
    expect(again.model.config).toEqual(model.config);
    expect(again.parameters).toEqual(parameters);
  });

  it('are read without prefix and beside buffers of old checkpoints', () => {
    const plain = Object.entries(stored).map(([name, tensor]) => [name.replace('gpt_neox.', ''), tensor]);
    const buffers = {
      'layers.0.attention.bias': hostTensor('u8', [1], [1, 1, 1, 1]),
      'layers.1.attention.rotary_emb.inv_freq': hostTensor('f32', [1, 0.1]),
    };
    expect(gptNeoXParameters(model, { ...Object.fromEntries(plain), ...buffers })).toEqual(parameters);
  });

  it('are refused where one is missing or unknown', () => {
    const { 'embed_out.weight': output, ...rest } = stored;
    expect(() => gptNeoXParameters(model, rest)).toThrow(/embed_out/);
    expect(() => gptNeoXParameters(model, { ...stored, 'layers.2.mlp.weight': output! })).toThrow(
      /layers\.2/,
    );
    const tied = new GptNeoX({ ...model.config, tie_word_embeddings: true });
    const first = initialize(tied, 0);
    expect(gptNeoXParameters(tied, { ...gptNeoXTensors(tied, first), 'embed_out.weight': output! })).toEqual(
      first,
    );
  });
});
