import { type SymbolRow, symbolRow } from './scan-merge.ts';

const places = 16;

/** A row of symbols and what it became. */
export interface MemoEntry {
  readonly symbols: Int32Array;
  /** Number of symbols; 0 where there is nothing yet. */
  count: number;
  /** What the symbols became, at the front. */
  readonly row: SymbolRow;
  /** Number of tokens in `row`. */
  tokens: number;
}

/** The last rows of symbols that were merged, for text that repeats itself; a row replaces one of the same hash. */
export class WindowMemo {
  readonly #entries: readonly MemoEntry[];

  /** @param width - longest row */
  constructor(width: number) {
    const shared = symbolRow(width);
    this.#entries = Array.from({ length: places }, () => ({
      symbols: new Int32Array(width),
      count: 0,
      row: { ...shared, ids: new Int32Array(width), first: new Int32Array(width) },
      tokens: 0,
    }));
  }

  /** The entry for `symbols[start, end)`; its own `symbols` are others where it was not known. */
  entryFor(symbols: Int32Array, start: number, end: number): MemoEntry {
    let hash = end - start;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ symbols[at]!, 0x9e3779b1);
    return this.#entries[(hash ^ (hash >>> 15)) & (places - 1)]!;
  }
}

/** Whether `entry` is what `symbols[start, end)` became. */
export function isKnown(entry: MemoEntry, symbols: Int32Array, start: number, end: number): boolean {
  if (entry.count !== end - start) return false;
  const known = entry.symbols;
  for (let at = start, i = 0; at < end; at++, i++) if (known[i] !== symbols[at]) return false;
  return true;
}
