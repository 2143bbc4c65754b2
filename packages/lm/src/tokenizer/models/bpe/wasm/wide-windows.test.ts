import { afterEach, describe, expect, it, vi } from 'vitest';
import { noMerge, PairTable } from '../pair-table.ts';
import { wideWindows } from './wide-windows.ts';
import { windowSymbols } from './window-layout.ts';

function draws(seed: number): (below: number) => number {
  let state = Math.imul(seed + 1, 2_654_435_761);
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

/** Merges of pairs of what is there already, among bytes or not. */
function table(draw: (below: number) => number, base: number, size: number): PairTable {
  const pairs = new PairTable(size);
  for (let i = 0; i < size; i++) pairs.add(base + draw(6 + i), base + draw(6 + i), base + 6 + i);
  return pairs;
}

function mergeNaively(
  pairs: PairTable,
  symbols: Int32Array,
): { readonly ids: number[]; readonly first: number[] } {
  const ids = [...symbols];
  const first = ids.map((_, i) => i);
  for (;;) {
    let [best, at] = [noMerge, -1];
    for (let i = 0; i + 1 < ids.length; i++) {
      const rank = pairs.rankOf(ids[i]!, ids[i + 1]!);
      if (rank < best) [best, at] = [rank, i];
    }
    if (at < 0) return { ids, first };
    ids.splice(at, 2, pairs.merged[best]!);
    first.splice(at + 1, 1);
  }
}

afterEach(() => void vi.unstubAllGlobals());

describe('wide windows', () => {
  it.each([0, 247, 5000, 2 ** 21 - 1000])('give what merging by rank gives, with ids from %i on', (base) => {
    for (let seed = 0; seed < 12; seed++) {
      const draw = draws(seed);
      const pairs = table(draw, base, 1 + draw(60));
      const symbols = Int32Array.from({ length: windowSymbols + 5 }, () => base + draw(6));
      const wide = wideWindows(pairs)!;
      const kept = wide.merge(symbols, 5) - 1;
      const merged = mergeNaively(pairs, symbols.subarray(5));
      expect(kept).toBeGreaterThan(0);
      expect([...wide.ids.subarray(0, kept)]).toEqual(merged.ids.slice(0, kept));
      expect([...wide.first.subarray(0, kept + 1)]).toEqual(merged.first.slice(0, kept + 1));
    }
  });

  it('end where neighbouring windows have no token in common', () => {
    const pairs = new PairTable(2);
    pairs.add(0, 0, 1);
    pairs.add(1, 1, 2);
    const wide = wideWindows(pairs)!;
    // Windows begin at even places; after one more symbol, pairs of the first window lie across them.
    const symbols = new Int32Array(windowSymbols);
    symbols[0] = 7;
    const size = wide.merge(symbols, 0);
    expect(wide.first[size - 1]).toBeLessThan(64);
    expect([...wide.ids.subarray(0, 3)]).toEqual([7, 2, 2]);
  });

  it('know the later rank of a pair that comes twice', () => {
    const pairs = new PairTable(3);
    pairs.add(300, 301, 302);
    pairs.add(301, 300, 303);
    pairs.add(300, 301, 304);
    const wide = wideWindows(pairs)!;
    wide.merge(
      Int32Array.from({ length: windowSymbols }, (_, i) => 300 + (i & 1)),
      0,
    );
    expect([...wide.ids.subarray(0, 3)]).toEqual([300, 303, 303]);
  });

  it('are not made of larger ids, or without WebAssembly', () => {
    const large = new PairTable(1);
    large.add(1, 2, 2 ** 21);
    expect(wideWindows(large)).toBeUndefined();
    const small = new PairTable(1);
    small.add(1, 2, 3);
    expect(wideWindows(small)).toBeDefined();
    vi.stubGlobal('WebAssembly', undefined);
    expect(wideWindows(small)).toBeUndefined();
  });
});
