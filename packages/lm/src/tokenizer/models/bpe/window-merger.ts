import type { MergeHistory } from './merge-history.ts';
import type { PairTable } from './pair-table.ts';
import { mergeByScanning, type SymbolRow, symbolRow } from './scan-merge.ts';
import { wideWindows, type WideWindows } from './wasm/wide-windows.ts';
import { windows, windowSymbols } from './wasm/window-layout.ts';
import { isKnown, WindowMemo } from './window-memo.ts';

const firstWidth = 24;
const maxWidth = 512;
/** A window with fewer tokens than `fewTokens` is followed by a wider one, and one with more than `manyTokens` by a narrower. */
const fewTokens = 5;
const manyTokens = 18;
/** Windows of at least this width are remembered, since text that is one long piece often repeats itself. */
const firstRemembered = firstWidth;
/** After so many windows one after the other that were not remembered, wide ones follow. */
const strangeBeforeWide = 8;
/** So many wide windows are followed by one that is looked up. */
const wideBeforeRemembered = 8;
/** Work that is allowed per symbol, in steps of scanning, before a row is left to the queue. */
const workPerSymbol = 512;

/** Tokens, and which symbol each begins with. */
export interface MergedSymbols {
  readonly ids: Int32Array;
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
  #row: MergedSymbols = this.#own;
  /** Number of windows since the last one that was remembered. */
  #strange = 0;
  #wide: WideWindows | 'not made yet' | undefined = 'not made yet';
  readonly #newWide: (pairs: PairTable) => WideWindows | undefined;

  /** @param newWide - makes wide windows, when they are needed first */
  constructor(pairs: PairTable, history: MergeHistory, newWide: typeof wideWindows = wideWindows) {
    this.#pairs = pairs;
    this.#history = history;
    this.#newWide = newWide;
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
    const { knowsAll } = history;
    this.#work = 0;
    this.#strange = 0;
    let width = firstWidth;
    let size = 0;
    for (let at = 0; at < count;) {
      const wide = at + windowSymbols < count ? this.#wideInstead() : undefined;
      const end = wide === undefined ? Math.min(count, at + width) : at + windowSymbols;
      const tokens =
        wide === undefined ? this.#mergeWindow(symbols, at, end) : this.#mergeWide(wide, symbols, at);
      const { ids, first } = this.#row;
      if (this.#work > workPerSymbol * count) return -1;
      if (!knowsAll && !history.isKnown(ids[0]!)) return -1;
      if (size > 0 && !history.mayMeet(out.ids[size - 1]!, ids[0]!)) {
        at = out.first[--size]!;
        width = Math.min(maxWidth, 2 * width);
        this.#strange = Math.min(this.#strange, strangeBeforeWide - 1);
        continue;
      }
      const kept = end === count ? tokens : tokens - 1;
      if (kept === 0 && wide !== undefined) this.#strange = 0;
      else if (kept === 0 && width === maxWidth) return -1;
      for (let i = 0; i < kept; i++) {
        if (!knowsAll && !history.isKnown(ids[i]!)) return -1;
        out.ids[size] = ids[i]!;
        out.first[size++] = at + first[i]!;
      }
      at = end === count ? count : at + first[kept]!;
      if (wide !== undefined) continue;
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
      return this.#scan(this.#own, symbols, start, count);
    }
    const entry = this.#memo.entryFor(symbols, start, end);
    this.#row = entry.row;
    if (isKnown(entry, symbols, start, end)) this.#strange = 0;
    else {
      this.#strange++;
      for (let i = 0; i < count; i++) entry.symbols[i] = symbols[start + i]!;
      entry.count = count;
      entry.tokens = this.#scan(entry.row, symbols, start, count);
    }
    return entry.tokens;
  }

  /** The wide windows, where they are better than the next window. */
  #wideInstead(): WideWindows | undefined {
    if (this.#strange < strangeBeforeWide) return undefined;
    if (this.#wide === 'not made yet') this.#wide = this.#newWide(this.#pairs);
    return this.#wide;
  }

  /** Leaves the tokens of wide windows in the row. */
  #mergeWide(wide: WideWindows, symbols: Int32Array, start: number): number {
    this.steps += windowSymbols;
    this.#work += (windowSymbols * windowSymbols) / windows;
    if (++this.#strange === strangeBeforeWide + wideBeforeRemembered) this.#strange = strangeBeforeWide - 1;
    this.#row = wide;
    return wide.merge(symbols, start);
  }

  #scan(row: SymbolRow, symbols: Int32Array, start: number, count: number): number {
    const { ids } = row;
    for (let i = 0; i < count; i++) ids[i] = symbols[start + i]!;
    this.#work += count * count;
    const tokens = mergeByScanning(row, this.#pairs, count);
    this.steps += 3 * count - 2 * tokens;
    return tokens;
  }
}
