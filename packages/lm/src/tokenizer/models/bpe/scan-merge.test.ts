import { expect, it } from 'vitest';
import { noMerge, PairTable } from './pair-table.ts';
import { mergeByScanning, symbolRow } from './scan-merge.ts';

function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

/** Merges among symbols of which some are bytes and some are not, in any order, some of them twice. */
function randomTable(draw: (below: number) => number, base: number): PairTable {
  const size = 1 + draw(60);
  const pairs = new PairTable(size + 1);
  for (let i = 0; i < size; i++) pairs.add(base + draw(4 + i), base + draw(4 + i), base + 4 + draw(size));
  return pairs;
}

function mergeNaively(pairs: PairTable, symbols: Int32Array): { ids: number[]; first: number[] } {
  const ids = [...symbols];
  const first = ids.map((_, i) => i);
  for (;;) {
    const ranks = ids.slice(1).map((right, i) => pairs.rankOf(ids[i]!, right));
    const best = Math.min(noMerge, ...ranks);
    if (best === noMerge) return { ids, first };
    const at = ranks.indexOf(best);
    ids.splice(at, 2, pairs.merged[best]!);
    first.splice(at + 1, 1);
  }
}

it.each([0, 230, 5000])('merges rows of 1 to 512 symbols from %i as merging by rank does', (base) => {
  for (let seed = 1; seed <= 40; seed++) {
    const draw = numbers(seed);
    const pairs = randomTable(draw, base);
    for (const length of [1, 2, 3, 4, 5, 1 + draw(100), ...(seed <= 3 ? [511, 512] : [])]) {
      const row = symbolRow(length);
      const symbols = Int32Array.from({ length }, () => base + draw(4));
      row.ids.set(symbols);
      const size = mergeByScanning(row, pairs, length);
      const merged = { ids: [...row.ids.subarray(0, size)], first: [...row.first.subarray(0, size)] };
      expect(merged, `table ${seed}`).toEqual(mergeNaively(pairs, symbols));
    }
  }
});

it('finds the same rank of two bytes without hashing, of a pair that comes twice the later one', () => {
  for (const base of [0, 250, 5000]) {
    const pairs = randomTable(numbers(base + 1), base);
    pairs.add(base, base + 1, base + 2);
    for (let left = base; left < base + 70; left++) {
      for (let right = base; right < base + 70; right++) {
        expect(pairs.rankOfBytes(left, right)).toBe(pairs.rankOf(left, right));
      }
    }
    expect(pairs.rankOfBytes(base, base + 1)).toBe(pairs.size - 1);
  }
});
