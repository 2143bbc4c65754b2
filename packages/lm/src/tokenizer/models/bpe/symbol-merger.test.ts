import { expect, it } from 'vitest';
import { noMerge, PairTable } from './pair-table.ts';
import { SymbolMerger } from './symbol-merger.ts';

/** Doubles of one symbol: 0 0 → 1, 1 1 → 2, …. */
function powers(depth: number): PairTable {
  const pairs = new PairTable(depth);
  for (let id = 0; id < depth; id++) pairs.add(id, id, id + 1);
  return pairs;
}

/** Merges among few symbols, chosen by a fixed arithmetic. */
function tangled(symbols: number, size: number): PairTable {
  const pairs = new PairTable(size);
  for (let i = 0; i < size; i++) {
    pairs.add((i * 7919) % (symbols + i), (i * 104_729) % (symbols + i), symbols + i);
  }
  return pairs;
}

/** Merges of two tokens that are there already, each into a new one. */
function inTrainingOrder(symbols: number, size: number): PairTable {
  const pairs = new PairTable(size);
  for (let i = 0; i < size; i++) {
    pairs.add((i * 7) % (symbols + (i >> 3)), (i * 11) % (symbols + (i >> 2)), symbols + i);
  }
  return pairs;
}

function merge(
  pairs: PairTable,
  symbols: ArrayLike<number>,
  skip?: () => boolean,
): { ids: readonly number[]; first: readonly number[]; steps: number } {
  const merger = new SymbolMerger(pairs);
  merger.reserve(symbols.length);
  merger.ids.set(symbols);
  const size = merger.merge(symbols.length, skip);
  return {
    ids: [...merger.ids.subarray(0, size)],
    first: [...merger.first.subarray(0, size)],
    steps: merger.steps,
  };
}

function mergeNaively(pairs: PairTable, symbols: readonly number[]): readonly number[] {
  const ids = [...symbols];
  for (;;) {
    const ranks = ids.slice(1).map((right, i) => pairs.rankOf(ids[i]!, right));
    const best = Math.min(noMerge, ...ranks);
    if (best === noMerge) return ids;
    ids.splice(ranks.indexOf(best), 2, pairs.merged[best]!);
  }
}

it('gives the same symbols whether it scans or keeps a queue', () => {
  const pairs = tangled(4, 60);
  let state = 1;
  const symbols = Array.from({ length: 400 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state >> 16) % 4;
  });
  for (const length of [1, 2, 3, 50, 95, 96, 97, 98, 150, 400]) {
    expect(merge(pairs, symbols.slice(0, length)).ids).toEqual(mergeNaively(pairs, symbols.slice(0, length)));
  }
});

it('gives the same symbols whether it keeps a queue or goes window by window', () => {
  const pairs = inTrainingOrder(26, 900);
  const symbols = Int32Array.from({ length: 4e4 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 20) % 26);
  const windows = merge(pairs, symbols);
  const queue = merge(pairs, symbols, () => false);
  expect(windows.ids).toEqual(queue.ids);
  expect(windows.first).toEqual(queue.first);
});

it('says which symbol each result begins with', () => {
  expect(merge(powers(3), new Uint8Array(11)).first).toEqual([0, 8, 10]);
  expect(merge(powers(7), new Uint8Array(200)).first).toEqual([0, 128, 192]);
  expect(merge(powers(3), new Uint8Array(20_003)).first.slice(-3)).toEqual([19_992, 20_000, 20_002]);
});

it('takes a number of steps that is linear in the length of one repeated character', () => {
  const pairs = powers(7);
  const steps = [1e5, 1e6].map((length) => merge(pairs, new Uint8Array(length)).steps / length);
  expect(Math.max(...steps)).toBeLessThan(Math.min(...steps) * 1.05);
  expect(steps[1]).toBeLessThan(2);
});

it('takes less than two steps for each symbol of a row that repeats itself, however short its tokens', () => {
  const pairs = inTrainingOrder(26, 900);
  for (const period of [1, 2, 3, 5, 12]) {
    const symbols = Uint8Array.from({ length: 1e5 }, (_, i) => ((i % period) * 7) % 26);
    expect(merge(pairs, symbols).steps / 1e5, `period ${period}`).toBeLessThan(2);
  }
});

it('takes a number of steps that is linear in the length of mixed characters', () => {
  const pairs = tangled(26, 2000);
  const steps = [1e4, 1e5, 1e6].map((length) => {
    const symbols = Uint8Array.from({ length }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 20) % 26);
    return merge(pairs, symbols).steps / length;
  });
  expect(Math.max(...steps)).toBeLessThan(8);
});

it('gives long storage back', () => {
  const merger = new SymbolMerger(powers(2));
  merger.reserve(3_000_000);
  expect(merger.ids.length).toBeGreaterThanOrEqual(3_000_000);
  merger.reserve(10);
  expect(merger.ids.length).toBeLessThan(1000);
});
