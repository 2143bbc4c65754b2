import { ArgumentError, type Backend, type Tokenizer } from '@fm/core';
import { assertClose } from '@fm/core/testing';
import { ortBackend } from '@fm/ort/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  goldenModel,
  goldenParameters,
  readGoldenJson,
  uncachedLogProbs,
} from '../models/gpt2/__golden__/golden-gpt2.ts';
import { characterTokenizer } from '../tokenizer/index.ts';
import { languageModel, type LoadedLanguageModel } from './language-model.ts';
import { scoreWindows } from './score-text.ts';

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

describe('score', () => {
  it('gives every token its log-probability given those before it', async () => {
    const text = characters.slice(5, 25);
    const { tokens, logProbs } = await lm.score(text);
    expect(tokens).toEqual(tokenizer.encode(text).ids);
    expect(logProbs[0]).toBeNaN();
    const rows = await uncachedLogProbs(backend, Array.from(tokens));
    const expected = Array.from(tokens.subarray(1), (id, i) => rows[i]![id] as number);
    assertClose('log-probabilities', logProbs.subarray(1), expected, { relative: 1e-5 });
    expect(await lm.score(Array.from(tokens))).toEqual({ tokens, logProbs });
  });

  it('scores texts longer than the context from at least half of it', async () => {
    const ids = Array.from({ length: 75 }, (_, i) => (i * 7) % 66);
    const { logProbs } = await lm.score(ids);
    for (const at of [1, 31, 32, 33, 48, 49, 74]) {
      const start = at <= 32 ? 0 : 16 * Math.ceil((at - 32) / 16);
      const rows = await uncachedLogProbs(backend, ids.slice(start, at));
      expect(logProbs[at]).toBeCloseTo(rows.at(-1)![ids[at] as number] as number, 4);
    }
  });

  it.each([0, 1, 2, 5, 6, 7, 8, 9, 50])(
    'cuts %i tokens into windows that score each but the first once',
    (length) => {
      const scored = scoreWindows(length, 5).flatMap(({ start, from, end }) => {
        expect(end - start).toBeLessThanOrEqual(6);
        expect(from > start + 2 || start === 0).toBe(true);
        return Array.from({ length: end - from }, (_, i) => from + i);
      });
      expect(scored).toEqual(Array.from({ length: Math.max(0, length - 1) }, (_, i) => i + 1));
    },
  );

  it('has nothing to say about texts of less than two tokens', async () => {
    expect((await lm.score('')).logProbs).toHaveLength(0);
    expect((await lm.score('A')).logProbs).toEqual(Float64Array.of(Number.NaN));
  });
});

describe('scoreContinuations', () => {
  it('agrees with the score of the joined text, and knows what greedy decoding would say', async () => {
    const { text } = await lm.generate('SOME', { temperature: 0, maxTokens: 4, stopTokens: [] }).result;
    const [greedy, other] = await lm.scoreContinuations('SOME', [text, 'XYZ']);
    const { logProbs } = await lm.score(`SOME${text}`);
    assertClose('log-probabilities', greedy!.logProbs, logProbs.subarray(4), { relative: 1e-5 });
    expect(greedy!.isGreedy).toBe(true);
    expect(other!.isGreedy).toBe(false);
  });

  it('gives a token over the border to the continuation', async () => {
    // Pairs of equal letters become one token here.
    const single = characterTokenizer(characters, { specialTokens: ['<|endoftext|>'] });
    const pairs: Tokenizer = Object.assign(single, {
      encode(text: string) {
        const ids: number[] = [];
        const offsets: number[] = [];
        for (let at = 0; at < text.length;) {
          const size = text[at] === text[at + 1] ? 2 : 1;
          ids.push((text.codePointAt(at) as number) - 0x41 + (size === 2 ? 30 : 0));
          offsets.push(at, at + size);
          at += size;
        }
        return { ids: Uint32Array.from(ids), offsets: Uint32Array.from(offsets) };
      },
    });
    await using each = languageModel({ model, parameters, tokenizer: pairs, backend });
    const [merged, apart] = await each.scoreContinuations('ABC', ['CD', 'D']);
    expect(Array.from(merged!.tokens)).toEqual([32, 3]);
    expect(Array.from(apart!.tokens)).toEqual([3]);
    const rows = await uncachedLogProbs(backend, [0, 1, 32]);
    assertClose('merged', merged!.logProbs, [rows[1]![32]!, rows[2]![3]!], { relative: 1e-5 });
    assertClose('apart', apart!.logProbs, [(await uncachedLogProbs(backend, [0, 1, 2]))[2]![3]!], {
      relative: 1e-5,
    });
  });

  it('predicts the first token from the end of another text when there is no prefix', async () => {
    const [score] = await lm.scoreContinuations('', ['AB']);
    const rows = await uncachedLogProbs(backend, [66, 0]);
    assertClose('log-probabilities', score!.logProbs, [rows[0]![0]!, rows[1]![1]!], { relative: 1e-5 });
  });

  it('refuses what cannot be scored', async () => {
    await expect(lm.scoreContinuations('A', [''])).rejects.toThrow(ArgumentError);
    await expect(lm.scoreContinuations('A'.repeat(33), ['A'])).rejects.toThrow(ArgumentError);
    expect(await lm.scoreContinuations('A', [])).toEqual([]);
    await using bare = languageModel({
      model,
      parameters,
      tokenizer: characterTokenizer(characters),
      backend,
    });
    await expect(bare.scoreContinuations('', ['A'])).rejects.toThrow(ArgumentError);
  });
});

describe('embed', () => {
  it('pools the hidden states of the last layer', async () => {
    const ids = golden.training.inputIds.data.slice(0, 12);
    const hidden = golden.training.lastHiddenState.data.slice(0, 12 * 16) as number[];
    const text = tokenizer.decode(ids);
    const [last] = await lm.embed([text], { pooling: 'last', normalize: false });
    assertClose('last', last!, hidden.slice(-16), { relative: 1e-5 });
    const [mean] = await lm.embed([text], { normalize: false });
    const means = Array.from({ length: 16 }, (_, d) =>
      hidden.reduce((sum, x, i) => sum + (i % 16 === d ? x / 12 : 0), 0),
    );
    assertClose('mean', mean!, means, { relative: 1e-5 });
    const [unit] = await lm.embed([text]);
    expect(unit!.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 5);
  });

  it('refuses texts without tokens or beyond the context', async () => {
    for (const text of ['', 'A'.repeat(33)]) await expect(lm.embed([text])).rejects.toThrow(ArgumentError);
  });
});
