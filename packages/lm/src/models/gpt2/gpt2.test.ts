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
import { describe, expect, it } from 'vitest';
import { causalLanguageModeling } from '../../objectives/causal-lm.ts';
import { goldenBatch, runWith } from '../testing/golden-decoder.ts';
import {
  goldenModel,
  goldenParameters,
  goldenTensors,
  readGolden,
  readGoldenJson,
} from './__golden__/golden-gpt2.ts';
import { readGpt2Config } from './config.ts';
import { Gpt2 } from './model.ts';
import { gpt2Parameters, gpt2Tensors } from './weights.ts';

const golden = readGoldenJson('goldens.json');
const [model, stored, parameters] = [goldenModel, goldenTensors, goldenParameters];
const { inputIds, labels } = goldenBatch(golden.training);

describe.each([
  ['the reference backend', async () => referenceBackend()],
  ['ONNX Runtime', () => ortBackend()],
] as const)('GPT-2 on %s', (_, open) => {
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
    const objective = causalLanguageModeling();
    const outputs = await runWith(model, { backend, parameters, inputs: { inputIds, labels } }, (inputs) => {
      const { loss, weight } = objective.loss(model, inputs, { key: undefined });
      const found = gradients(loss, [...model.parameters().values()]);
      return {
        loss,
        weight,
        ...Object.fromEntries(found.map((gradient, i) => [`gradient of ${names[i]}`, gradient])),
      };
    });
    const expected = gpt2Parameters(model, readSafetensors(readGolden('gradients.safetensors')).tensors);
    assertClose('loss', outputs['loss']!, [golden.training.loss], { relative: 1e-6 });
    expect(outputs['weight']).toEqual(Float64Array.of(golden.training.countedLabels));
    for (const name of names)
      assertClose(name, outputs[`gradient of ${name}`]!, toNumbers(expected[name]!), { relative: 1e-4 });
  });
});

describe('Gpt2', () => {
  it.each(Object.entries(golden.parameterCounts as Record<string, { parameters: number }>))(
    'has the size of %s',
    (_, { parameters, ...rest }) => {
      const { n_layer, n_head, n_embd } = rest as unknown as {
        n_layer: number;
        n_head: number;
        n_embd: number;
      };
      let count = 0;
      for (const { shape } of new Gpt2({ n_layer, n_head, n_embd }).parameters().values())
        count += shape.reduce((a, b) => a * b, 1);
      expect(count).toBe(parameters);
    },
  );

  it('has the 804,096 parameters of the nanoGPT recipe when there are no biases', () => {
    const nano = new Gpt2({
      vocab_size: 65,
      n_positions: 64,
      n_embd: 128,
      n_layer: 4,
      n_head: 4,
      bias: false,
    });
    const sizes = [...nano.parameters().values()].map(({ shape }) => shape.reduce((a, b) => a * b, 1));
    expect(sizes.reduce((a, b) => a + b)).toBe(804_096);
    expect([...nano.parameters().keys()].filter((name) => name.endsWith('bias'))).toEqual([]);
  });

  it('draws first weights as GPT-2 does', () => {
    const first = initialize(
      new Gpt2({ vocab_size: 50, n_positions: 16, n_embd: 64, n_layer: 8, n_head: 2 }),
      3,
    );
    const deviation = (name: string): number => {
      const numbers = toNumbers(first[name]!);
      return Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0) / numbers.length);
    };
    expect(deviation('wte.weight')).toBeCloseTo(0.02, 2.5);
    expect(deviation('h.3.mlp.c_fc.weight')).toBeCloseTo(0.02, 3);
    expect(deviation('h.3.mlp.c_proj.weight')).toBeCloseTo(0.02 / 4, 3.5);
    expect(deviation('h.3.attn.c_proj.weight')).toBeCloseTo(0.02 / 4, 3.5);
    expect(deviation('h.3.attn.c_proj.bias')).toBe(0);
    expect(new Set(toNumbers(first['ln_f.weight']!))).toEqual(new Set([1]));
  });

  it('drops out when there is a key, and only then', async () => {
    const dropping = new Gpt2({ ...model.config, resid_pdrop: 0.3, embd_pdrop: 0.3, attn_pdrop: 0.3 });
    const type = { x: { dtype: 'i64', shape: [1, 4] }, key: { dtype: 'i32', shape: [2] } } as const;
    const graph = trace(
      ({ x, key }) => ({
        with: dropping.logits(x, { key }),
        without: dropping.logits(x),
        plain: model.logits(x),
      }),
      type,
      new Map([
        ...dropping.parameters(),
        ...[...model.parameters()].map(([name, p]) => [`plain ${name}`, p] as const),
      ]),
    );
    const plain = Object.fromEntries(
      Object.entries(parameters).map(([name, tensor]) => [`plain ${name}`, tensor]),
    );
    await using executable = await referenceBackend().compile(graph);
    const read = async (seed: number): Promise<Record<string, string>> => {
      const x = hostTensor('i64', [1, 2, 3, 4], [1, 4]);
      const outputs = await executable.run({ ...parameters, ...plain, x, key: hostTensor('i32', [seed, 7]) });
      const texts = Object.entries(outputs).map(
        async ([name, tensor]) => [name, String((await tensor.read()).data)] as const,
      );
      return Object.fromEntries(await Promise.all(texts));
    };
    const [one, again, other] = [await read(1), await read(1), await read(2)];
    expect(one['without']).toBe(one['plain']);
    expect(one['with']).not.toBe(one['without']);
    expect(again['with']).toBe(one['with']);
    expect(other['with']).not.toBe(one['with']);
  });

  it('refuses sequences beyond its context while tracing', () => {
    expect(() =>
      trace(({ x }) => ({ y: model.logits(x) }), { x: { dtype: 'i64', shape: [1, 33] } }, model.parameters()),
    ).toThrow(ShapeError);
  });

  it.each([{ n_head: 5 }, { n_layer: 0 }, { vocab_size: 1.5 }, { attn_pdrop: 1 }, { n_heads: 4 }])(
    'refuses the configuration %o',
    (options) => {
      expect(() => new Gpt2(options)).toThrow(ArgumentError);
    },
  );

  it('tells a damaged configuration file from one it does not support', () => {
    const json = readGoldenJson('config.json');
    expect(() => readGpt2Config({ ...json, model_type: 'llama' })).toThrow(FormatError);
    expect(() => readGpt2Config({ ...json, n_embd: 'wide' })).toThrow(FormatError);
    expect(() => readGpt2Config({ ...json, n_head: 5 })).toThrow(FormatError);
    expect(() => readGpt2Config(null)).toThrow(FormatError);
    for (const extra of [
      { activation_function: 'swish' },
      { add_cross_attention: true },
      { reorder_and_upcast_attn: true },
    ]) {
      expect(() => readGpt2Config({ ...json, ...extra })).toThrow(UnsupportedError);
    }
  });
});

describe('gpt2Parameters', () => {
  const without = Object.fromEntries(
    Object.entries(stored).map(([name, tensor]) => [name.replace('transformer.', ''), tensor]),
  );

  it('reads names with and without prefix, and leaves stored masks out', () => {
    const mask = hostTensor('u8', [1], [1, 1, 1, 1]);
    expect(
      gpt2Parameters(model, { ...without, 'h.0.attn.bias': mask, 'h.1.attn.masked_bias': mask }),
    ).toEqual(parameters);
  });

  it('leaves an output matrix that repeats the embedding out', () => {
    expect(gpt2Parameters(model, { ...without, 'lm_head.weight': without['wte.weight']! })).toEqual(
      parameters,
    );
  });

  it('gives back what it read', () => {
    expect(gpt2Tensors(model, parameters)).toEqual(stored);
  });

  it('refuses a tensor that is missing, unknown or of another shape', () => {
    const { 'ln_f.bias': bias, ...rest } = without;
    expect(() => gpt2Parameters(model, rest)).toThrow(/ln_f\.bias/);
    expect(() => gpt2Parameters(model, { ...without, 'h.2.ln_1.bias': bias! })).toThrow(/h\.2\.ln_1\.bias/);
    expect(() => gpt2Parameters(model, { ...rest, 'ln_f.bias': hostTensor('f32', [1]) })).toThrow(
      FormatError,
    );
  });

  it('writes zeros for the biases a model does not have, and reads them back', () => {
    const plain = new Gpt2({ ...model.config, bias: false });
    const first = initialize(plain, 0);
    const tensors = gpt2Tensors(plain, first);
    expect(Object.keys(tensors).toSorted()).toEqual(Object.keys(stored).toSorted());
    expect(gpt2Parameters(plain, tensors)).toEqual(first);
    expect(() => gpt2Parameters(plain, stored)).toThrow(FormatError);
  });

  it('keeps an output matrix of its own where the embedding is not tied', () => {
    const untied = new Gpt2({ ...model.config, tie_word_embeddings: false });
    const first = initialize(untied, 0);
    expect(Object.keys(gpt2Tensors(untied, first))).toContain('lm_head.weight');
    expect(gpt2Parameters(untied, gpt2Tensors(untied, first))).toEqual(first);
  });
});
