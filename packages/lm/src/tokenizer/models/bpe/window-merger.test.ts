import { describe, expect, it } from 'vitest';
import { MergeHistory } from './merge-history.ts';
import { noMerge, PairTable } from './pair-table.ts';
import { wideWindows, type WideWindows } from './wasm/wide-windows.ts';
import { WindowMerger } from './window-merger.ts';

const maxTokenLength = 40;

type Draw = (below: number) => number;

function draws(seed: number): Draw {
  let state = Math.imul(seed + 1, 2_654_435_761);
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

type Merge = readonly [left: number, right: number, merged: number];

/** Merges over tokens that are known by the symbols they stand for, so that one token can have several merges. */
function randomMerges(draw: Draw, symbols: number, isShuffled: boolean): readonly Merge[] {
  const tokens = Array.from({ length: symbols }, (_, id) => String.fromCharCode(97 + id));
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const merges: Merge[] = [];
  const add = (left: string, right: string): void => {
    const token = left + right;
    if (token.length > maxTokenLength) return;
    if (!ids.has(token)) {
      ids.set(token, tokens.length);
      tokens.push(token);
    }
    merges.push([ids.get(left)!, ids.get(right)!, ids.get(token)!]);
  };
  const size = 1 + draw(40);
  for (let i = 0; i < size; i++) add(tokens[draw(tokens.length)]!, tokens[draw(tokens.length)]!);
  if (isShuffled) {
    for (let i = merges.length - 1; i > 0; i--) {
      const j = Math.max(0, i - draw(4));
      [merges[i], merges[j]] = [merges[j]!, merges[i]!];
    }
  }
  return merges;
}

function pairTable(merges: readonly Merge[]): PairTable {
  const pairs = new PairTable(merges.length);
  for (const merge of merges) pairs.add(...merge);
  return pairs;
}

function mergeNaively(pairs: PairTable, symbols: readonly number[]): readonly number[] {
  const ids = [...symbols];
  for (;;) {
    let best = noMerge;
    let at = -1;
    for (let i = 0; i + 1 < ids.length; i++) {
      const rank = pairs.rankOf(ids[i]!, ids[i + 1]!);
      if (rank < best) [best, at] = [rank, i];
    }
    if (at < 0) return ids;
    ids.splice(at, 2, pairs.merged[best]!);
  }
}

function mergeByWindows(
  pairs: PairTable,
  history: MergeHistory,
  symbols: readonly number[],
): readonly number[] | undefined {
  return mergedBy(new WindowMerger(pairs, history), symbols);
}

function mergedBy(merger: WindowMerger, symbols: readonly number[]): readonly number[] | undefined {
  const out = { ids: new Int32Array(symbols.length), first: new Int32Array(symbols.length) };
  const size = merger.merge(Int32Array.from(symbols), symbols.length, out);
  return size < 0 ? undefined : [...out.ids.subarray(0, size)];
}

/** Wide windows that call `onMerge` each time. */
function counted(wide: WideWindows | undefined, onMerge: () => void): WideWindows | undefined {
  return (
    wide && {
      ...wide,
      merge(symbols, start) {
        onMerge();
        return wide.merge(symbols, start);
      },
    }
  );
}

/** Symbols without order, with long repetitions, or both. */
function randomSymbols(draw: Draw, symbols: number): readonly number[] {
  const row: number[] = [];
  const length = 1 + draw(250);
  while (row.length < length) {
    const part = Array.from({ length: 1 + draw(4) }, () => draw(symbols));
    for (let times = draw(3) === 0 ? draw(40) : 1; times > 0; times--) row.push(...part);
  }
  return row;
}

describe.each([
  ['in the order of training', false, 300],
  ['in a disturbed order', true, 900],
])('merges %s', (_, isShuffled, tables) => {
  it('give what merging by rank gives, wherever their history is clear', () => {
    let clear = 0;
    let windowed = 0;
    for (let seed = 0; seed < tables; seed++) {
      const draw = draws(seed);
      const symbols = 1 + draw(4);
      const pairs = pairTable(randomMerges(draw, symbols, isShuffled));
      const history = MergeHistory.of(pairs);
      if (history === undefined) continue;
      clear++;
      for (let i = 0; i < 6; i++) {
        const row = randomSymbols(draw, symbols);
        const merged = mergeByWindows(pairs, history, row);
        if (merged === undefined) continue;
        windowed++;
        expect(merged, `table ${seed}, row ${row.join()}`).toEqual(mergeNaively(pairs, row));
      }
    }
    expect(clear).toBeGreaterThan(tables / 10);
    expect(windowed).toBeGreaterThan(3 * clear);
  });
});

it.each([
  ['in the order of training', false],
  ['in a disturbed order', true],
])('gives what merging by rank gives for rows that are long and strange, of merges %s', (_, isShuffled) => {
  let wide = 0;
  for (let seed = 0; seed < 40; seed++) {
    const draw = draws(seed);
    const symbols = 3 + draw(4);
    const pairs = pairTable(randomMerges(draw, symbols, isShuffled));
    const history = MergeHistory.of(pairs);
    if (history === undefined) continue;
    const row = Array.from({ length: 1500 }, () => draw(symbols));
    if (seed % 2 === 0) for (let at = 900; at < 1200; at++) row[at] = row[at - 1 - (seed % 3)]!;
    const merger = new WindowMerger(pairs, history, (table) => counted(wideWindows(table), () => wide++));
    const narrow = new WindowMerger(pairs, history, () => undefined);
    const [merged, mergedNarrowly] = [merger, narrow].map((each) => mergedBy(each, row));
    expect(merged, `table ${seed}`).toEqual(mergedNarrowly);
    if (merged !== undefined) expect(merged, `table ${seed}`).toEqual(mergeNaively(pairs, row));
  }
  expect(wide).toBeGreaterThan(20);
});

it('takes no row in which a symbol is what a merge makes', () => {
  const pairs = pairTable([[0, 0, 1]]);
  expect(mergeByWindows(pairs, MergeHistory.of(pairs)!, [0, 1, 0])).toBeUndefined();
});

it('knows no history where a token comes about in two ways', () => {
  // "abc" is "ab" + "c" and never "a" + "bc".
  const merges: readonly Merge[] = [
    [0, 1, 3],
    [1, 2, 4],
    [3, 2, 5],
    [0, 4, 5],
  ];
  expect(MergeHistory.of(pairTable(merges))).toBeDefined();
  expect(MergeHistory.of(pairTable([...merges, [6, 7, 5]]))).toBeUndefined();
});

it('gives rows up in which a merge happens that comes before those of its parts', () => {
  // "ba" is there before "aa" can be made, and "aab" is not.
  const early = pairTable([
    [2, 1, 3],
    [0, 0, 2],
  ]);
  const history = MergeHistory.of(early)!;
  expect(mergeByWindows(early, history, [0, 0, 0])).toEqual([2, 0]);
  expect(mergeByWindows(early, history, [0, 0, 1, 0])).toBeUndefined();
});

it('knows no history where a token stands for two rows of symbols', () => {
  const twice = pairTable([
    [3, 1, 4],
    [0, 0, 3],
    [0, 2, 4],
  ]);
  expect(MergeHistory.of(twice)).toBeUndefined();
});

it('comes to an end where a token is longer than the widest window', () => {
  const doubles = pairTable(Array.from({ length: 12 }, (_, id) => [id, id, id + 1] as const));
  const row = Array<number>(10_000).fill(0);
  expect(mergeByWindows(doubles, MergeHistory.of(doubles)!, row)).toBeUndefined();
});
