import {
  ArgumentError,
  type Backend,
  type GeneratedToken,
  hostTensor,
  initialize,
  NumericalError,
  referenceBackend,
} from '@fm/core';
import { assertClose } from '@fm/core/testing';
import { ortBackend } from '@fm/ort/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perplexity } from '../evaluation/perplexity.ts';
import {
  goldenModel,
  goldenParameters,
  readGoldenJson,
  uncachedLogProbs,
} from '../models/gpt2/__golden__/golden-gpt2.ts';
import { Gpt2 } from '../models/gpt2/model.ts';
import { byteTokenizer, characterTokenizer } from '../tokenizer/index.ts';
import { languageModel, type LoadedLanguageModel } from './language-model.ts';

const golden = readGoldenJson('goldens.json');
const [model, parameters] = [goldenModel, goldenParameters];
// 66 characters, A to Z first, and the end of the text: id n is the nth character.
const characters = Array.from({ length: 66 }, (_, i) => String.fromCodePoint(0x41 + i)).join('');
const tokenizer = characterTokenizer(characters, { specialTokens: ['<|endoftext|>'] });

let backend: Backend;
let lm: LoadedLanguageModel;

beforeAll(async () => {
  backend = await ortBackend();
  lm = languageModel({ model, parameters, tokenizer, backend });
});

afterAll(async () => {
  await lm[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

describe.each([
  ['the reference backend', async () => referenceBackend(), 'in-place'],
  ['ONNX Runtime', () => ortBackend(), 'in-place'],
  ['ONNX Runtime with two sets of buffers', () => ortBackend(), 'double-buffered'],
] as const)('a language model on %s', (_, open, cache) => {
  it('generates greedily what transformers generates', async () => {
    await using own = await open();
    await using each = languageModel({ model, parameters, tokenizer, backend: own, cache });
    const { promptIds, newIds, logProbabilities } = golden.greedy;
    const result = await each.generate(promptIds, { maxTokens: newIds.length, temperature: 0 }).result;
    expect(result.tokens).toEqual(newIds);
    expect(result.promptTokens).toBe(promptIds.length);
    assertClose('log-probabilities', result.logProbs, logProbabilities, { relative: 1e-5 });
  });

  it('scores continuations as transformers does', async () => {
    await using own = await open();
    await using each = languageModel({ model, parameters, tokenizer, backend: own, cache });
    const { promptIds, continuations } = golden.scoring;
    const texts = continuations.map(({ ids }: { ids: number[] }) => tokenizer.decode(ids));
    const scores = await each.scoreContinuations(tokenizer.decode(promptIds), texts);
    for (const [i, { ids, logProbabilities, total }] of continuations.entries()) {
      expect(Array.from(scores[i]!.tokens)).toEqual(ids);
      assertClose('log-probabilities', scores[i]!.logProbs, logProbabilities, { relative: 1e-5 });
      expect(scores[i]!.logProb).toBeCloseTo(total, 4);
    }
  });
});

describe('generate', () => {
  const prompt = 'HELLO';

  it('gives with a cache what a pass over the whole sequence gives', async () => {
    const { tokens, logProbs } = await lm.generate(prompt, { maxTokens: 20, seed: 3 }).result;
    const ids = [...tokenizer.encode(prompt).ids, ...tokens];
    const rows = await uncachedLogProbs(backend, ids);
    const expected = tokens.map((id, i) => rows[prompt.length + i - 1]![id] as number);
    assertClose('log-probabilities', logProbs, expected, { relative: 1e-5 });
  });

  it('repeats itself with the same seed only, also while others run', async () => {
    const generate = async (seed: number): Promise<readonly number[]> =>
      (await lm.generate(prompt, { seed, maxTokens: 12 }).result).tokens;
    const [one, same, other] = await Promise.all([generate(1), generate(1), generate(2)]);
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
    expect(await generate(1)).toEqual(one);
  });

  it('yields pieces that make up the result', async () => {
    const generation = lm.generate(prompt, { maxTokens: 6, topLogProbs: 3, stopTokens: [] });
    const pieces: GeneratedToken[] = [];
    for await (const piece of generation) pieces.push(piece);
    const result = await generation.result;
    expect(pieces.map(({ text }) => text).join('')).toBe(result.text);
    expect(pieces.map(({ id }) => id)).toEqual(result.tokens);
    expect(result.text).toBe(tokenizer.decode(result.tokens));
    for (const { top } of pieces) {
      expect(top).toHaveLength(3);
      expect(top.map(({ logProb }) => logProb)).toEqual(
        top.map(({ logProb }) => logProb).toSorted((a, b) => b - a),
      );
    }
    expect(result.finishReason).toBe('length');
  });

  it('stops when the consumer breaks out, and says so', async () => {
    const generation = lm.generate(prompt, { maxTokens: 20, stopTokens: [] });
    let seen = 0;
    for await (const _ of generation) if (++seen === 3) break;
    const result = await generation.result;
    expect(result.tokens).toHaveLength(3);
    expect(result.finishReason).toBe('cancelled');
  });

  it('ends before a stop string that several tokens spell', async () => {
    const { text: whole } = await lm.generate(prompt, { maxTokens: 15, seed: 5, stopTokens: [] }).result;
    const stop = whole.slice(6, 9);
    const generation = lm.generate(prompt, { maxTokens: 15, seed: 5, stop: ['never', stop], stopTokens: [] });
    const pieces: string[] = [];
    for await (const { text } of generation) pieces.push(text);
    const result = await generation.result;
    expect(result.text).toBe(whole.slice(0, whole.indexOf(stop)));
    expect(pieces.join('')).toBe(result.text);
    expect(result.finishReason).toBe('stop');
    expect(result.tokens).toHaveLength(whole.indexOf(stop) + stop.length);
  });

  it('gives back what it held for a stop string when generation ends', async () => {
    const { text: whole } = await lm.generate(prompt, { maxTokens: 5, seed: 5, stopTokens: [] }).result;
    const stop = `${whole.slice(-2)}\u0000`;
    expect(
      (await lm.generate(prompt, { maxTokens: 5, seed: 5, stop: [stop], stopTokens: [] }).result).text,
    ).toBe(whole);
  });

  it('ends with a stop token, which is no part of the text', async () => {
    const free = await lm.generate(prompt, { maxTokens: 8, seed: 5, stopTokens: [] }).result;
    const stopToken = free.tokens[3] as number;
    const end = free.tokens.indexOf(stopToken) + 1;
    const result = await lm.generate(prompt, { maxTokens: 8, seed: 5, stopTokens: [stopToken] }).result;
    expect(result.tokens).toEqual(free.tokens.slice(0, end));
    expect(result.text).toBe(free.text.slice(0, end - 1));
    expect(result.finishReason).toBe('stop');
  });

  it('ends with the end of the text unless told otherwise', async () => {
    const constraint = (logits: Float32Array, tokens: readonly number[]): void => {
      if (tokens.length === 2) logits.fill(Number.NEGATIVE_INFINITY, 0, 66);
      else logits[66] = Number.NEGATIVE_INFINITY;
    };
    const result = await lm.generate(prompt, { constraint }).result;
    expect(result.tokens).toHaveLength(3);
    expect(result.tokens.at(-1)).toBe(66);
    expect(result.text).toBe(tokenizer.decode(result.tokens.slice(0, 2)));
  });

  it('lets a constraint choose among tokens without changing their reported probability', async () => {
    const allowed = [3, 7];
    const constraint = (logits: Float32Array): void => {
      for (const id of logits.keys()) if (!allowed.includes(id)) logits[id] = Number.NEGATIVE_INFINITY;
    };
    const { tokens, logProbs } = await lm.generate(prompt, { constraint, maxTokens: 10 }).result;
    expect(new Set(tokens)).toEqual(new Set(allowed));
    const rows = await uncachedLogProbs(backend, [...tokenizer.encode(prompt).ids, ...tokens]);
    assertClose(
      'log-probabilities',
      logProbs,
      tokens.map((id, i) => rows[prompt.length + i - 1]![id] as number),
      { relative: 1e-5 },
    );
    const nothing = lm.generate(prompt, {
      constraint: (logits) => void logits.fill(Number.NEGATIVE_INFINITY),
    });
    await expect(nothing.result).rejects.toThrow(ArgumentError);
  });

  it('ends when the context is full', async () => {
    const result = await lm.generate(
      Array.from({ length: 30 }, (_, i) => i),
      { stopTokens: [] },
    ).result;
    expect(result.finishReason).toBe('context');
    expect(result.tokens).toHaveLength(3);
    const whole = Array.from({ length: 32 }, () => 1);
    expect((await lm.generate(whole, { stopTokens: [] }).result).tokens).toHaveLength(1);
    expect(() => lm.generate([...whole, 1])).toThrow(ArgumentError);
  });

  it('begins with the end of another text when the prompt is empty', async () => {
    const { tokens, promptTokens } = await lm.generate('', { maxTokens: 4, temperature: 0 }).result;
    expect(promptTokens).toBe(1);
    expect(tokens).toEqual((await lm.generate([66], { maxTokens: 4, temperature: 0 }).result).tokens);
    await using bare = languageModel({
      model,
      parameters,
      tokenizer: characterTokenizer(characters),
      backend,
    });
    expect(() => bare.generate('')).toThrow(ArgumentError);
  });

  it('generates nothing when asked for nothing', async () => {
    expect(await lm.generate(prompt, { maxTokens: 0 }).result).toMatchObject({
      text: '',
      tokens: [],
      finishReason: 'length',
    });
  });

  it('never draws an id that the tokenizer does not have', async () => {
    await using small = languageModel({ model, parameters, tokenizer: characterTokenizer('ABC'), backend });
    const { tokens } = await small.generate('AB', { maxTokens: 20 }).result;
    expect(Math.max(...tokens)).toBeLessThan(3);
  });

  it('stops with the reason of its signal', async () => {
    const controller = new AbortController();
    const generation = lm.generate(prompt, { signal: controller.signal, stopTokens: [] });
    const reason = new Error('enough');
    const consume = async (): Promise<void> => {
      for await (const _ of generation) controller.abort(reason);
    };
    await expect(consume()).rejects.toBe(reason);
    await expect(lm.generate(prompt, { signal: controller.signal }).result).rejects.toBe(reason);
  });

  it('refuses options and ids out of range', () => {
    for (const options of [{ maxTokens: -1 }, { maxTokens: 1.5 }, { topLogProbs: -1 }, { temperature: -1 }]) {
      expect(() => lm.generate(prompt, options)).toThrow(ArgumentError);
    }
    for (const ids of [[67], [-1], [0.5]]) expect(() => lm.generate(ids)).toThrow(ArgumentError);
  });

  it('reports numbers that are not finite, and works again afterwards', async () => {
    const broken = { ...parameters, 'ln_f.bias': hostTensor('f32', new Float32Array(16).fill(Number.NaN)) };
    await using each = languageModel({ model, parameters: broken, tokenizer, backend });
    await expect(each.generate(prompt).result).rejects.toThrow(NumericalError);
    await expect(each.generate(prompt).result).rejects.toThrow(NumericalError);
  });
});

describe('languageModel', () => {
  const small = new Gpt2({ vocab_size: 256, n_positions: 16, n_embd: 8, n_layer: 1, n_head: 1 });
  const weights = initialize(small, 0);

  it('refuses a tokenizer with more ids than the model', () => {
    const options = {
      model: small,
      parameters: weights,
      tokenizer: byteTokenizer({ specialTokens: ['<|endoftext|>'] }),
      backend,
    };
    expect(() => languageModel(options)).toThrow(/at most 256/);
  });

  it('refuses weights that are missing or of another shape', () => {
    const { 'ln_f.weight': _, ...missing } = weights;
    for (const wrong of [missing, { ...weights, 'ln_f.weight': hostTensor('f32', [1]) }]) {
      expect(() =>
        languageModel({ model: small, parameters: wrong, tokenizer: byteTokenizer(), backend }),
      ).toThrow(/ln_f\.weight/);
    }
  });

  it('reads weights that are on the device, and leaves them there', async () => {
    const device = Object.fromEntries(
      Object.entries(weights).map(([name, tensor]) => [name, backend.tensor(tensor)]),
    );
    const tokens: (readonly number[])[] = [];
    for (const each of [weights, device, device]) {
      await using loaded = languageModel({
        model: small,
        parameters: each,
        tokenizer: byteTokenizer(),
        backend,
      });
      tokens.push((await loaded.generate('ab', { maxTokens: 5 }).result).tokens);
    }
    expect(tokens[1]).toEqual(tokens[0]);
    expect(tokens[2]).toEqual(tokens[0]);
  });

  it('measures perplexity and bits per byte', async () => {
    await using loaded = languageModel({
      model: small,
      parameters: weights,
      tokenizer: byteTokenizer(),
      backend,
    });
    const text = 'aé😀 and more than one window';
    const { nats, bytes, tokens, bitsPerByte, perplexity: value } = await perplexity(loaded, text);
    const { logProbs } = await loaded.score(text);
    expect(tokens).toBe(logProbs.length - 1);
    expect(bytes).toBe(tokens);
    expect(nats).toBeCloseTo(-logProbs.subarray(1).reduce((a, b) => a + b) / tokens, 12);
    expect(bitsPerByte).toBeCloseTo(nats / Math.LN2, 12);
    expect(value).toBeCloseTo(Math.exp(nats), 9);
    await expect(perplexity(loaded, 'a')).rejects.toThrow(ArgumentError);
  });
});
