import type { ChatModel, ChatRequest } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { chatGeneration } from '../chat-generation.ts';
import { ProviderError } from '../provider-error.ts';
import { scriptedModel } from '../scripted-model.ts';
import { memoryCache } from './memory-cache.ts';
import { type ChatCacheStore, requestFingerprint, withCache } from './with-cache.ts';
import { withConcurrency } from './with-concurrency.ts';
import { withRetry } from './with-retry.ts';
import { withTimeout } from './with-timeout.ts';

const request: ChatRequest = { messages: [{ role: 'user', content: 'Hi there' }] };
const busy = new ProviderError('Busy', { kind: 'rate-limit' });
const usage = { inputTokens: 1, outputTokens: 1 };

/** A model that never answers and does not listen to its signal. */
const silent: ChatModel = {
  name: 'silent',
  generate: () =>
    chatGeneration(async function* () {
      await new Promise(() => {});
      yield { type: 'text', text: 'never' };
      return { finishReason: 'stop', usage };
    }),
};

describe('withRetry', () => {
  const waits = async (seed: number): Promise<readonly number[]> => {
    const found: number[] = [];
    const model = withRetry(scriptedModel(Array.from({ length: 6 }, () => busy)), {
      retries: 5,
      delay: 100,
      maxDelay: 1000,
      seed,
      wait: async (milliseconds) => void found.push(milliseconds),
    });
    await expect(model.generate(request).result).rejects.toBe(busy);
    return found;
  };

  it('doubles its waits up to the longest, with jitter of the seed', async () => {
    const found = await waits(1);
    expect(found.length).toBe(5);
    for (const [i, wait] of found.entries()) {
      const full = Math.min(1000, 100 * 2 ** i);
      expect(wait).toBeGreaterThanOrEqual(full / 2);
      expect(wait).toBeLessThanOrEqual(full);
    }
    expect(await waits(1)).toEqual(found);
    expect(await waits(2)).not.toEqual(found);
  });

  it('gives up at once when another try cannot help', async () => {
    const wait = async (): Promise<void> => expect.unreachable('waited');
    for (const error of [
      new Error('a bug'),
      new ProviderError('No', { kind: 'unauthorised' }),
      new ProviderError('Later', { kind: 'rate-limit', retryAfter: 60_000 }),
    ]) {
      const model = scriptedModel([error, 'never']);
      await expect(withRetry(model, { wait }).generate(request).result).rejects.toBe(error);
    }
  });

  it('stops waiting when it is aborted', async () => {
    const abort = new AbortController();
    const { result } = withRetry(
      scriptedModel([
        () => {
          setTimeout(() => abort.abort(new Error('enough')), 10);
          return busy;
        },
      ]),
      { delay: 1e8, maxDelay: 1e8 },
    ).generate({ ...request, signal: abort.signal });
    await expect(result).rejects.toThrow('enough');
  });

  it('refuses options out of range', () => {
    expect(() => withRetry(silent, { retries: -1 })).toThrow(/retries/);
    expect(() => withRetry(silent, { delay: Number.NaN })).toThrow(/delay/);
  });
});

describe('withTimeout', () => {
  it('gives up on a model that does not listen', async () => {
    const { result } = withTimeout(silent, { betweenPieces: 20 }).generate(request);
    await expect(result).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('leaves quick answers alone', async () => {
    const model = withTimeout(scriptedModel(['Quick answer']), { total: 60_000, betweenPieces: 60_000 });
    expect((await model.generate(request).result).text).toBe('Quick answer');
  });

  it('makes another try possible', async () => {
    let tries = 0;
    const model: ChatModel = {
      name: 'slow at first',
      generate: (asked) => (tries++ === 0 ? silent : scriptedModel(['Hello'])).generate(asked),
    };
    const patient = withRetry(withTimeout(model, { betweenPieces: 20 }), { delay: 1 });
    expect((await patient.generate(request).result).text).toBe('Hello');
  });

  it('refuses what is no time', () => {
    for (const total of [0, -1, Number.NaN, 2 ** 31])
      expect(() => withTimeout(silent, { total })).toThrow(/total/);
  });
});

describe('withConcurrency', () => {
  it('never runs more answers at once, and runs all of them in order', async () => {
    let active = 0;
    let most = 0;
    const order: number[] = [];
    const model: ChatModel = {
      name: 'counting',
      generate: ({ seed = 0 }) =>
        chatGeneration(async function* () {
          order.push(seed);
          most = Math.max(most, ++active);
          await new Promise((resolve) => setTimeout(resolve, 2));
          active--;
          if (seed === 3) throw busy;
          yield { type: 'text', text: `${seed}` };
          return { finishReason: 'stop', usage };
        }),
    };
    const limited = withConcurrency(model, 3);
    const settled = await Promise.allSettled(
      Array.from({ length: 10 }, (_, seed) => limited.generate({ ...request, seed }).result),
    );
    expect(most).toBe(3);
    expect(order).toEqual(Array.from({ length: 10 }, (_, i) => i));
    expect(settled.map(({ status }) => status).indexOf('rejected')).toBe(3);
    expect(settled.filter(({ status }) => status === 'fulfilled').length).toBe(9);
  });

  it('gives the place of an answer back that nobody wants, running or waiting', async () => {
    const limited = withConcurrency(scriptedModel(['a b', 'c d', 'e f']), 1);
    const first = limited.generate(request);
    const abort = new AbortController();
    for await (const _ of first) {
      const waiting = limited.generate({ ...request, signal: abort.signal }).result;
      abort.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow('enough');
      break;
    }
    expect((await limited.generate(request).result).text).toBe('c d');
  });

  it('refuses what is no limit', () => {
    expect(() => withConcurrency(silent, 0)).toThrow(/limit/);
  });
});

describe('withCache', () => {
  it('asks once for the same request, and again for another', async () => {
    const call = { id: 'a', name: 'f', input: { x: [1, null] } };
    const model = scriptedModel([{ text: 'one two', reasoning: 'hm', toolCalls: [call] }, 'three']);
    const cached = withCache(model);
    const first = await cached.generate(request).result;
    expect(await cached.generate({ ...request, signal: new AbortController().signal }).result).toEqual(first);
    expect(first).toMatchObject({ text: 'one two', reasoning: 'hm', toolCalls: [call] });
    expect((await cached.generate({ ...request, seed: 1 }).result).text).toBe('three');
    expect(model.requests.length).toBe(2);
  });

  it('keeps no failed and no cancelled answer', async () => {
    const model = scriptedModel([busy, 'a b', 'c d']);
    const cached = withCache(model);
    await expect(cached.generate(request).result).rejects.toBe(busy);
    const broken = cached.generate(request);
    for await (const _ of broken) break;
    expect((await cached.generate(request).result).text).toBe('c d');
  });

  it('asks once for equal requests at the same time, and gives every piece to each', async () => {
    const model = scriptedModel(['one two three', 'again']);
    const cached = withCache(model);
    const read = async (): Promise<string> => {
      let text = '';
      for await (const piece of cached.generate(request)) if (piece.type === 'text') text += piece.text;
      return text;
    };
    expect(await Promise.all([read(), read(), read()])).toEqual(Array(3).fill('one two three'));
    expect(model.requests.length).toBe(1);
    const failing = withCache(scriptedModel([busy, 'x']));
    const both = await Promise.allSettled([1, 2].map(() => failing.generate(request).result));
    expect(both).toMatchObject([{ reason: busy }, { reason: busy }]);
    expect((await failing.generate(request).result).text).toBe('x');
  });

  it('ends a shared answer when the last who wants it leaves, not before', async () => {
    const model = scriptedModel(['a b c', 'd']);
    const cached = withCache(model);
    const abort = new AbortController();
    const leaving = cached.generate({ ...request, signal: abort.signal });
    const staying = cached.generate(request).result;
    for await (const _ of leaving) break;
    expect((await leaving.result).finishReason).toBe('cancelled');
    expect((await staying).text).toBe('a b c');
    expect(model.requests.length).toBe(1);

    let isAborted = false;
    const listening: ChatModel = {
      name: 'listening',
      generate: ({ signal }) => {
        signal?.addEventListener('abort', () => {
          isAborted = true;
        });
        return silent.generate({ messages: [] });
      },
    };
    const waiting = withCache(listening).generate({ ...request, signal: abort.signal }).result;
    setTimeout(() => abort.abort(new Error('enough')), 5);
    await expect(waiting).rejects.toThrow('enough');
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(isAborted).toBe(true);
  });

  it('keeps what it has whatever a caller does to an answer', async () => {
    const cached = withCache(
      scriptedModel([{ text: '', toolCalls: [{ id: 'a', name: 'f', input: { x: 1 } }] }]),
    );
    for (let i = 0; i < 3; i++) {
      const [call] = (await cached.generate(request).result).toolCalls;
      const input = call?.input as { x: number };
      expect(input).toEqual({ x: 1 });
      input.x = 2;
    }
  });

  it('takes nothing from a store that is no answer', async () => {
    const whole = await scriptedModel(['kept']).generate(request).result;
    const values = [
      null,
      1,
      'x',
      [],
      { text: 'x' },
      { ...whole, finishReason: 'cancelled' },
      { ...whole, text: 1 },
    ];
    for (const value of [
      ...values,
      { ...whole, toolCalls: [{}] },
      { ...whole, usage: { inputTokens: 'x' } },
    ]) {
      const kept: unknown[] = [];
      const store: ChatCacheStore = { get: async () => value, set: async (_, set) => void kept.push(set) };
      const answer = await withCache(scriptedModel(['fresh']), { store }).generate(request).result;
      expect(answer.text).toBe('fresh');
      expect(kept).toEqual([answer]);
    }
    const store: ChatCacheStore = { get: () => JSON.parse(JSON.stringify(whole)), set: () => {} };
    expect((await withCache(scriptedModel([]), { store }).generate(request).result).text).toBe('kept');
  });

  it('forgets what was not asked for longest', async () => {
    const store = memoryCache(2);
    const answer = await scriptedModel(['x']).generate(request).result;
    store.set('a', answer);
    store.set('b', answer);
    expect(store.get('a')).toEqual(answer);
    store.set('c', answer);
    expect(store.get('b')).toBeUndefined();
    expect(store.get('a')).toEqual(answer);
    expect(() => memoryCache(0)).toThrow(/capacity/);
  });

  it('knows requests by their content, not by the order of their keys', () => {
    const reordered = { seed: 1, temperature: 0, messages: [{ content: 'Hi there', role: 'user' as const }] };
    expect(requestFingerprint(reordered)).toBe(requestFingerprint({ ...request, temperature: 0, seed: 1 }));
    expect(requestFingerprint(request, 'other model')).not.toBe(requestFingerprint(request));
  });
});
