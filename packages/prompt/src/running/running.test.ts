import { describe, expect, it } from 'vitest';
import { running } from './running.ts';

async function* countTo(n: number, log: string[] = []): AsyncGenerator<number, string, undefined> {
  try {
    log.push('start');
    for (let i = 1; i <= n; i++) yield i;
    return 'done';
  } finally {
    log.push('end');
  }
}

const cancelled = (pieces: readonly number[]): string => `cancelled after ${pieces.length}`;

describe('running work', () => {
  it('starts when somebody asks and shows every piece to every consumer', async () => {
    const log: string[] = [];
    const job = running({ run: () => countTo(3, log), cancelled });
    expect(log).toEqual([]);
    const seen = async (): Promise<readonly number[]> => {
      const all: number[] = [];
      for await (const piece of job) all.push(piece);
      return all;
    };
    const [a, b, result] = await Promise.all([seen(), seen(), job.result]);
    expect([a, b, result]).toEqual([[1, 2, 3], [1, 2, 3], 'done']);
    expect(await seen()).toEqual([1, 2, 3]);
    expect(log).toEqual(['start', 'end']);
  });

  it('puts its things away when a consumer breaks', async () => {
    const log: string[] = [];
    const job = running({ run: () => countTo(3, log), cancelled });
    for await (const piece of job) if (piece === 2) break;
    expect(log).toEqual(['start', 'end']);
    expect(await job.result).toBe('cancelled after 2');
  });

  it('may be left before it began', async () => {
    const job = running({ run: () => countTo(3), cancelled });
    const iterator = job[Symbol.asyncIterator]();
    await iterator.return?.();
    expect(await job.result).toBe('done');
  });

  it('ends work that waits for ever and does not listen', async () => {
    const abort = new AbortController();
    const job = running<number, string>({
      signal: abort.signal,
      cancelled,
      async *run() {
        yield 1;
        await new Promise(() => {});
        return 'never';
      },
    });
    for await (const piece of job) {
      expect(piece).toBe(1);
      abort.abort(new Error('enough'));
      break;
    }
    const other = running<number, string>({
      cancelled,
      async *run() {
        yield 1;
        await new Promise(() => {});
        return 'never';
      },
    });
    const { result } = other;
    for await (const _ of other) break;
    expect(await result).toBe('cancelled after 1');
  });

  it('gives its error to everybody who asks', async () => {
    const job = running<number, string>({
      cancelled,
      async *run() {
        yield 1;
        throw new Error('boom');
      },
    });
    const { result } = job;
    const seen = async (): Promise<void> => {
      for await (const _ of job);
    };
    await expect(seen()).rejects.toThrow('boom');
    await expect(seen()).rejects.toThrow('boom');
    await expect(result).rejects.toThrow('boom');
  });
});
