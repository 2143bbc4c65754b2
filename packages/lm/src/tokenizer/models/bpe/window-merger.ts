import type { MergeHistory } from './merge-history.ts';
import type { PairTable } from './pair-table.ts';
import { mergeByScanning, type SymbolRow, symbolRow } from './scan-merge.ts';
import { isKnown, WindowMemo } from './window-memo.ts';

const firstWidth = 24;
const maxWidth = 512;
/** A window with fewer tokens than `fewTokens` is followed by a wider one, and one with more than `manyTokens` by a narrower. */
const fewTokens = 5;
const manyTokens = 18;
/** Windows of at least this width are remembered, since text that is one long piece often repeats itself. */
const firstRemembered = firstWidth;
/** Work that is allowed per symbol, in steps of scanning, before a row is left to the queue. */
const workPerSymbol = 512;

/** Where {@link WindowMerger.merge} writes. */
export interface MergedSymbols {
  readonly ids: Int32Array;
  /** Which symbol each token begins with. */
  readonly first: Int32Array;
}

/**
 * Merges a long row of symbols window by window, in linear time. The tokens of a window are right inside it; the last
 * one is left to the next window, and where the next window's first token would have merged with the one before it,
 * that one is taken back into a wider window.
 */
export class WindowMerger {
  /** How many times a symbol was read or a pair was looked up, in total. */
  steps = 0;
  readonly #pairs: PairTable;
  readonly #history: MergeHistory;
  readonly #memo: WindowMemo = new WindowMemo(maxWidth);
  readonly #own: SymbolRow = symbolRow(maxWidth);
  /** Symbols of windows and steps of scanning since the row began. */
  #work = 0;
  /** Where the last window's tokens are. */
  #row: SymbolRow = this.#own;

  constructor(pairs: PairTable, history: MergeHistory) {
    this.#pairs = pairs;
    this.#history = history;
  }

  /** Whether the merges are still those whose history it knows. */
  get isUpToDate(): boolean {
    return this.#history.size === this.#pairs.size;
  }

  /**
   * Writes what `symbols[0, count)` become to `out`.
   *
   * @returns how many tokens there are, or -1 where the row must be merged otherwise
   */
  merge(symbols: Int32Array, count: number, out: MergedSymbols): number {
    const history = this.#history;
    if (!history.areStarts(symbols, count)) return -1;
    this.#work = 0;
    let width = firstWidth;
    let size = 0;
    for (let at = 0; at < count;) {
      const end = Math.min(count, at + width);
      const tokens = this.#mergeWindow(symbols, at, end);
      const { ids, first } = this.#row;
      if (this.#work > workPerSymbol * count) return -1;
      if (!history.isKnown(ids[0]!)) return -1;
      if (size > 0 && !history.mayMeet(out.ids[size - 1]!, ids[0]!)) {
        at = out.first[--size]!;
        width = Math.min(maxWidth, 2 * width);
        continue;
      }
      const kept = end === count ? tokens : tokens - 1;
      if (kept === 0 && width === maxWidth) return -1;
      for (let i = 0; i < kept; i++) {
        if (!history.isKnown(ids[i]!)) return -1;
        out.ids[size] = ids[i]!;
        out.first[size++] = at + first[i]!;
      }
      at = end === count ? count : at + first[kept]!;
      if (tokens < fewTokens) width = Math.min(maxWidth, 2 * width);
      else if (tokens > manyTokens && width > firstWidth) width >>= 1;
    }
    return size;
  }

  /** Leaves the tokens of `symbols[start, end)` in the row. */
  #mergeWindow(symbols: Int32Array, start: number, end: number): number {
    const count = end - start;
    this.steps += count;
    this.#work += count;
    if (count < firstRemembered) {
      this.#row = this.#own;
      return this.#scan(symbols, start, count);
    }
    const entry = this.#memo.entryFor(symbols, start, end);
    this.#row = entry.row;
    if (!isKnown(entry, symbols, start, end)) {
      for (let i = 0; i < count; i++) entry.symbols[i] = symbols[start + i]!;
      entry.count = count;
      entry.tokens = this.#scan(symbols, start, count);
    }
    return entry.tokens;
  }

  #scan(symbols: Int32Array, start: number, count: number): number {
    const { ids } = this.#row;
    for (let i = 0; i < count; i++) ids[i] = symbols[start + i]!;
    this.#work += count * count;
    const tokens = mergeByScanning(this.#row, this.#pairs, count);
    this.steps += 3 * count - 2 * tokens;
    return tokens;
  }
}
