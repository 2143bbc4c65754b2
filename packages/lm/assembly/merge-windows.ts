/*
 * Merges a part of a long row of symbols, in AssemblyScript: several windows at the same time, each by looking for the
 * lowest rank anew as scan-merge.ts does, on a table of pairs like that of pair-table.ts.
 */
import {
  filterAt,
  firstAt,
  idBits,
  idsAt,
  leftAt,
  rankBits,
  ranksAt,
  smallRanksAt,
  symbolsAt,
  tokensAt,
  windows,
  windowStep,
} from '../src/tokenizer/models/bpe/wasm/window-layout';

const noMerge: i32 = 0x7fffffff;

let filterMask: u32 = 0;
let slotMask: u32 = 0;
let slotsAt: u32 = 0;
let mergedAt: u32 = 0;

/** Says where the tables are: a filter of `slots / 4` words, then the slots, then what merges make, by rank. */
export function place(slots: u32): u32 {
  filterMask = (slots >> 2) - 1;
  slotMask = slots - 1;
  slotsAt = filterAt + slots;
  mergedAt = slotsAt + (slots << 3);
  return mergedAt;
}

/** Adds a merge; where the pair is known already, the new rank holds. */
export function add(left: u32, right: u32, rank: u32): void {
  const hash = hashPair(left, right);
  const word = ((hash >> 5) & filterMask) << 2;
  store<u32>(word, load<u32>(word, filterAt) | (1 << (hash & 31)), filterAt);
  const key = keyOf(left, right);
  let slot = slotsAt + ((hash & slotMask) << 3);
  for (let at = hash; load<u64>(slot) !== 0 && load<u64>(slot) >> rankBits !== key;) {
    at++;
    slot = slotsAt + ((at & slotMask) << 3);
  }
  store<u64>(slot, (key << rankBits) | (rank + 1));
  if ((left | right) < 256) store<u32>(((left << 8) | right) << 2, rank, smallRanksAt);
}

/** Merges the symbols of all windows, and gives the number of tokens up to where neighbouring windows agree. */
export function merge(): u32 {
  for (let window = 0; window < windows; window++) begin(window);
  let isOpen = true;
  while (isOpen) {
    isOpen = false;
    for (let window = 0; window < windows; window++) {
      if (step(window)) isOpen = true;
    }
  }
  return join();
}

/** Copies a window's symbols, and looks up the merges of neighbours. */
function begin(window: i32): void {
  const base = window << 8;
  const from = window * (windowStep << 2);
  let left = load<u32>(from, symbolsAt);
  store<u32>(base, left, idsAt);
  for (let at: u32 = 0; at < 63 << 2; at += 4) {
    const right = load<u32>(from + at, symbolsAt + 4);
    store<u32>(base + at, right, idsAt + 4);
    const rank =
      (left | right) < 256 ? load<i32>(((left << 8) | right) << 2, smallRanksAt) : rankOf(left, right);
    store<i32>(base + at, placed(rank, at >> 2), ranksAt);
    left = right;
  }
  store<i32>(base, noMerge, ranksAt + 63 * 4);
  store<i64>(window << 3, -1, leftAt);
}

/** Does the first merge of a window, if there is one. */
function step(window: i32): bool {
  const base = window << 8;
  let lowest = v128.load(base, ranksAt);
  let other = v128.load(base, ranksAt + 16);
  for (let at = base + 32; at < base + 256; at += 32) {
    lowest = i32x4.min_s(lowest, v128.load(at, ranksAt));
    other = i32x4.min_s(other, v128.load(at, ranksAt + 16));
  }
  lowest = i32x4.min_s(lowest, other);
  lowest = i32x4.min_s(lowest, v128.shuffle<i32>(lowest, lowest, 2, 3, 0, 1));
  lowest = i32x4.min_s(lowest, v128.shuffle<i32>(lowest, lowest, 1, 0, 3, 2));
  const best = i32x4.extract_lane(lowest, 0);
  if (best === noMerge) return false;
  const at: u32 = best & 63;
  const id = load<u32>(mergedAt + ((best >> 6) << 2));
  let left = load<u64>(window << 3, leftAt);
  const behind = left & ((<u64>-2) << at);
  const next = behind & (behind - 1);
  left ^= behind ^ next;
  store<u64>(window << 3, left, leftAt);
  store<u32>(base + (at << 2), id, idsAt);
  store<i32>(base + ((<u32>ctz(behind)) << 2), noMerge, ranksAt);
  let rank = noMerge;
  if (next !== 0) rank = placed(rankOf(id, load<u32>(base + ((<u32>ctz(next)) << 2), idsAt)), at);
  store<i32>(base + (at << 2), rank, ranksAt);
  const before = left & (((<u64>1) << at) - 1);
  if (before !== 0) {
    const place: u32 = 63 - <u32>clz(before);
    store<i32>(
      base + (place << 2),
      placed(rankOf(load<u32>(base + (place << 2), idsAt), id), place),
      ranksAt,
    );
  }
  return true;
}

/**
 * Writes the tokens of the windows one after the other. Two windows agree where they have a token in common: its
 * neighbours are then beside it in one of them.
 */
function join(): u32 {
  let size: u32 = 0;
  let from: u32 = 0;
  for (let window = 0; window < windows; window++) {
    const base = window << 8;
    const left = load<u64>(window << 3, leftAt) & ((<u64>-1) << from);
    let common: u64 = 0;
    if (window + 1 < windows) {
      common = (left >> windowStep) & load<u64>((window + 1) << 3, leftAt);
      while (common !== 0) {
        const at = (<u32>ctz(common)) << 2;
        if (load<u32>(base + at, idsAt + windowStep * 4) === load<u32>(base + at, idsAt + 256)) break;
        common &= common - 1;
      }
    }
    from = <u32>ctz(common);
    let kept = common === 0 ? left : left & (((<u64>1) << (from + windowStep)) - 1);
    for (; kept !== 0; kept &= kept - 1) {
      const at = <u32>ctz(kept);
      store<u32>(size, load<u32>(base + (at << 2), idsAt), tokensAt);
      store<u32>(size, window * windowStep + at, firstAt);
      size += 4;
    }
    if (common === 0) break;
  }
  return size >> 2;
}

function rankOf(left: u32, right: u32): i32 {
  const hash = hashPair(left, right);
  if (((load<u32>(((hash >> 5) & filterMask) << 2, filterAt) >> (hash & 31)) & 1) === 0) return noMerge;
  const key = keyOf(left, right);
  let at = hash;
  let stored = load<u64>(slotsAt + ((at & slotMask) << 3));
  while (stored !== 0) {
    if (stored >> rankBits === key) return (<i32>stored & ((1 << rankBits) - 1)) - 1;
    at++;
    stored = load<u64>(slotsAt + ((at & slotMask) << 3));
  }
  return noMerge;
}

/** A rank that is below that of a place further to the right. */
function placed(rank: i32, at: u32): i32 {
  return rank === noMerge ? noMerge : (rank << 6) | at;
}

function keyOf(left: u32, right: u32): u64 {
  return ((<u64>left) << idBits) | right;
}

function hashPair(left: u32, right: u32): u32 {
  const mixed: u32 = ((left * 0x9e3779b1) ^ right) * 0x85ebca6b;
  return mixed ^ (mixed >> 15);
}
