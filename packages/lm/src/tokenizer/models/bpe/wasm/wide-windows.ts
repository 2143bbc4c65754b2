import { type WasmMemory, webAssembly, type WebAssemblyApi } from '../../../fast/wasm/web-assembly.ts';
import { noMerge, type PairTable } from '../pair-table.ts';
import { mergeWindowsBytes } from './merge-windows-bytes.ts';
import {
  filterAt,
  firstAt,
  idBits,
  rankBits,
  smallRanksAt,
  symbolsAt,
  tokensAt,
  windowSymbols,
} from './window-layout.ts';

const pageSize = 0x1_0000;
const smallPairs = 256 * 256;
const maxLoad = 0.5;

/**
 * Merges {@link windowSymbols} neighbouring symbols of a long row in WebAssembly, as several windows at the same time.
 */
export interface WideWindows {
  /** Ids of the last tokens. */
  readonly ids: Int32Array;
  /** Which of the symbols each token begins with. */
  readonly first: Int32Array;
  /**
   * Merges `symbols[start, start + windowSymbols)` up to where neighbouring windows agree on what stands there; the last
   * token can be incomplete.
   *
   * @returns the number of tokens
   */
  merge(symbols: Int32Array, start: number): number;
}

interface MergeWindowsExports {
  place(slots: number): number;
  add(left: number, right: number, rank: number): void;
  merge(): number;
}

/**
 * Windows for the merges that `pairs` has now; `undefined` where WebAssembly with vectors is missing or not allowed, and
 * for ids or ranks that are too large.
 */
export function wideWindows(pairs: PairTable): WideWindows | undefined {
  const api = webAssembly();
  if (api === undefined || pairs.size >= 2 ** rankBits - 1) return undefined;
  const { left, right, merged, size } = pairs;
  for (let rank = 0; rank < size; rank++) {
    if (Math.max(left[rank]!, right[rank]!, merged[rank]!) >= 2 ** idBits) return undefined;
  }
  let slots = 1024;
  while (slots * maxLoad < size) slots *= 2;
  const loops = instantiate(api, tableBytes(slots, size));
  if (loops === undefined) return undefined;
  const { buffer } = loops.memory;
  new Int32Array(buffer, smallRanksAt, smallPairs).fill(noMerge);
  new Int32Array(buffer, loops.exports.place(slots), size).set(merged.subarray(0, size));
  for (let rank = 0; rank < size; rank++) loops.exports.add(left[rank]!, right[rank]!, rank);
  const row = new Int32Array(buffer, symbolsAt, windowSymbols);
  return {
    ids: new Int32Array(buffer, tokensAt, windowSymbols),
    first: new Int32Array(buffer, firstAt, windowSymbols),
    merge(symbols, start) {
      for (let i = 0; i < windowSymbols; i++) row[i] = symbols[start + i]!;
      return loops.exports.merge();
    },
  };
}

/** Where the table of merged ids begins, and behind it as much as there are merges. */
function tableBytes(slots: number, size: number): number {
  return filterAt + slots + 8 * slots + 4 * size;
}

function instantiate(
  api: WebAssemblyApi,
  bytes: number,
): { readonly memory: WasmMemory; readonly exports: MergeWindowsExports } | undefined {
  const pages = Math.ceil(bytes / pageSize);
  try {
    const memory = new api.Memory({ initial: pages, maximum: pages });
    const { exports } = new api.Instance(new api.Module(mergeWindowsBytes()), { env: { memory } });
    return { memory, exports: exports as MergeWindowsExports };
  } catch {
    // There is no room for it, or it is not allowed, or vectors are not known.
    return undefined;
  }
}
