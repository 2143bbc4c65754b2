import type { GeneratedToken } from '@fm/core';
import { describe, expect, it } from 'vitest';
import type { FinishReason } from './generate-tokens.ts';
import { TokenGeneration } from './token-generation.ts';

const token = (id: number): GeneratedToken => ({ id, text: `${id} `, logProb: -id, top: [] });

async function* countTo(n: number, error?: Error): AsyncGenerator<GeneratedToken, FinishReason, undefined> {
  for (let id = 1; id <= n; id++) yield token(id);
  if (error !== undefined) throw error;
  return 'length';
}

async function idsOf(generation: TokenGeneration): Promise<readonly number[]> {
  const ids: number[] = [];
  for await (const { id } of generation) ids.push(id);
  return ids;
}

describe('a generation with several consumers', () => {
  it('gives every token to each of them, however they take turns', async () => {
    const generation = new TokenGeneration(countTo(4), 1);
    const [a, b, { tokens, finishReason }] = await Promise.all([
      idsOf(generation),
      idsOf(generation),
      generation.result,
    ]);
    expect([a, b, tokens]).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
    expect(finishReason).toBe('length');
    expect(await idsOf(generation)).toEqual([1, 2, 3, 4]);
  });

  it('gives a token to all who wait for it before it makes the next', async () => {
    let goOn: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const generation = new TokenGeneration(
      (async function* () {
        yield token(1);
        await asked;
        return 'stop' as const;
      })(),
      1,
    );
    const iterators = [generation[Symbol.asyncIterator](), generation[Symbol.asyncIterator]()];
    const first = await Promise.all(iterators.map((each) => each.next()));
    expect(first.map(({ value }) => value)).toEqual([token(1), token(1)]);
    goOn();
    expect((await generation.result).finishReason).toBe('stop');
  });

  it('tells each of them of a failure', async () => {
    const generation = new TokenGeneration(countTo(1, new Error('boom')), 1);
    const all = await Promise.allSettled([idsOf(generation), generation.result, idsOf(generation)]);
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(idsOf(generation)).rejects.toThrow('boom');
  });
});
