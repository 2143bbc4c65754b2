import { ArgumentError } from '@fm/core';

/** One finished piece of {@link mapConcurrently}. */
export interface Mapped<Value> {
  readonly index: number;
  readonly value: Value;
}

/**
 * Works on several items at once and yields what is ready, in the order in which it became so.
 *
 * @throws {ArgumentError} when `concurrency` is no positive integer
 */
export async function* mapConcurrently<Item, Value>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Value>,
  concurrency: number,
): AsyncGenerator<Mapped<Value>, void, undefined> {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new ArgumentError('concurrency is out of range', {
      expected: 'an integer ≥ 1',
      received: `${concurrency}`,
    });
  }
  const active = new Map<number, Promise<Mapped<Value>>>();
  for (let next = 0; next < items.length || active.size > 0;) {
    for (; active.size < concurrency && next < items.length; next++) {
      const index = next;
      const result = work(items[index] as Item, index).then((value) => ({ index, value }));
      // Of several failures the first is thrown; the others are nobody's.
      result.catch(() => {});
      active.set(index, result);
    }
    const done = await Promise.race(active.values());
    active.delete(done.index);
    yield done;
  }
}
