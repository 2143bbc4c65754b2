import { ArgumentError, hostTensor, type TextEncoder } from '@fm/core';
import { byteTokenizer } from '@fm/lm/tokenizer';
import { describe, expect, it } from 'vitest';
import { parseA1111 } from '../a1111/parse-a1111.ts';
import { parseCompel } from '../compel/parse-compel.ts';
import { promptAtStep } from '../prompt-at-step.ts';
import { chunkPrompt } from './chunk-prompt.ts';
import { encodeImagePrompt } from './encode-image-prompt.ts';

const tokenizer = byteTokenizer();
const controlTokens = { begin: 1, end: 2 };

/** Each token's state is its id + 1 and its place, plus how many tokens are masked out. */
function encoder(contextLength: number): TextEncoder {
  return {
    name: 'test',
    contextLength,
    async encode(prompts) {
      const rows = prompts.map((prompt) => {
        if (typeof prompt === 'string') throw new Error('expected tokens');
        const masked = Array.from(prompt.attentionMask ?? []).filter((each) => each === 0).length;
        return Array.from(prompt.ids).flatMap((id, i) => [id + 1 + masked, i + 1]);
      });
      return {
        hiddenStates: hostTensor('f32', rows.flat(), [prompts.length, contextLength, 2]),
        pooled: hostTensor(
          'f32',
          rows.map((row) => row[0] ?? 0),
          [prompts.length, 1],
        ),
        attentionMask: hostTensor('i64', new Array<number>(prompts.length * contextLength).fill(1), [
          prompts.length,
          contextLength,
        ]),
      };
    },
  };
}

function chunks(
  text: string,
  options: { readonly maxChunks?: number; readonly commaBacktrack?: number } = {},
) {
  const fragments = parseA1111(text).clauses[0]?.parts[0]?.fragments ?? [];
  const report = chunkPrompt(promptAtStep(fragments, { step: 1, steps: 1 }), 'a1111', {
    tokenizer,
    contextLength: 8,
    ...options,
  });
  const text8 = (tokens: readonly { readonly id: number }[]): string =>
    tokenizer.decode(tokens.map(({ id }) => id));
  return { chunks: report.chunks.map(({ tokens, end }) => [text8(tokens), end]), cut: report.cutText };
}

describe('chunkPrompt', () => {
  it('fills one chunk after the other and reports what is cut', () => {
    expect(chunks('abcdefghij')).toEqual({
      chunks: [
        ['abcdef', 'full'],
        ['ghij', 'prompt'],
      ],
      cut: '',
    });
    expect(chunks('abcdefghij', { maxChunks: 1 })).toEqual({ chunks: [['abcdef', 'full']], cut: 'ghij' });
  });

  it('does not tear what follows a comma', () => {
    expect(chunks('abc,defgh').chunks).toEqual([
      ['abc,', 'comma'],
      ['defgh', 'prompt'],
    ]);
    expect(chunks('abc,defgh', { commaBacktrack: 0 }).chunks).toEqual([
      ['abc,de', 'full'],
      ['fgh', 'prompt'],
    ]);
    expect(chunks('abcde,fgh').chunks).toEqual([
      ['abcde,', 'full'],
      ['fgh', 'prompt'],
    ]);
  });

  it('begins a chunk at BREAK and has one for nothing', () => {
    expect(chunks('ab BREAK c').chunks).toEqual([
      ['ab', 'break'],
      ['c', 'prompt'],
    ]);
    expect(chunks('').chunks).toEqual([['', 'prompt']]);
  });
});

describe('encodeImagePrompt', () => {
  const options = { tokenizer, controlTokens };

  it('multiplies by weights and restores the mean', async () => {
    const prompt = parseA1111('(a:2)b');
    const { clauses } = await encodeImagePrompt(prompt, { ...options, encoder: encoder(4) });
    // Without weights: [2 1, 98 2, 99 3, 3 4], of sum 212; with them 312.
    const expected = [2, 1, 196, 4, 99, 3, 3, 4].map((value) => (value * 212) / 312);
    for (const [i, value] of [...(clauses[0]?.hiddenStates.data ?? [])].entries())
      expect(value).toBeCloseTo(expected[i] as number, 4);
    const plain = await encodeImagePrompt(prompt, { ...options, encoder: encoder(4), weighting: 'multiply' });
    expect([...(plain.clauses[0]?.hiddenStates.data ?? [])]).toEqual([2, 1, 196, 4, 99, 3, 3, 4]);
  });

  it('moves away from the empty prompt, and towards a prompt without the text below 1', async () => {
    const encode = async (text: string) =>
      (await encodeImagePrompt(parseCompel(text), { ...options, encoder: encoder(4) })).clauses[0]
        ?.hiddenStates.data;
    // The empty prompt is [2 1, 3 2, 3 3, 3 4].
    expect([...((await encode('(a)2')) ?? [])]).toEqual([2, 1, 193, 2, 3, 3, 3, 4]);
    // At one half both encodings count alike: 3 + (98 − 3) / 2, and the other is larger by one half for the masked token.
    const half = await encode('(a)0.5');
    expect(half?.[2]).toBeCloseTo((50.5 + 51) / 2, 4);
    expect(half?.[0]).toBeCloseTo((2 + 3) / 2, 4);
  });

  it('gives clauses and the negative prompt one length', async () => {
    const prompt = parseA1111('abcdef AND b', { negative: 'n' });
    const { clauses, negative } = await encodeImagePrompt(prompt, { ...options, encoder: encoder(4) });
    expect([...clauses, negative].map(({ hiddenStates }) => hiddenStates.shape)).toEqual([
      [1, 12, 2],
      [1, 12, 2],
      [1, 12, 2],
    ]);
    expect(negative.reports[0]?.chunks.length).toBe(1);
    expect(negative.pooled?.shape).toEqual([1, 1]);
  });

  it('mixes blends by their normalized weights', async () => {
    const { clauses } = await encodeImagePrompt(parseCompel('("a", "c").blend(1, 3)'), {
      ...options,
      encoder: encoder(3),
    });
    expect(clauses[0]?.hiddenStates.data[2]).toBeCloseTo((98 + 3 * 100) / 4, 4);
  });

  it('needs the step of a prompt that changes', async () => {
    const prompt = parseA1111('[a:b:0.5]');
    await expect(encodeImagePrompt(prompt, { ...options, encoder: encoder(3) })).rejects.toThrow(
      ArgumentError,
    );
    const at = { step: 6, steps: 10 };
    const { clauses } = await encodeImagePrompt(prompt, { ...options, encoder: encoder(3), at });
    expect(clauses[0]?.hiddenStates.data[2]).toBe(99);
  });
});
