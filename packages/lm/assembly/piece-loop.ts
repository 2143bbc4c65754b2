/*
 * The inner loops of byte-level BPE encoding, in AssemblyScript: the automaton that cuts ASCII into pieces, and the
 * look-up of the ids of short pieces. They do what ascii-automaton.ts and piece-encoder.ts do, on the same tables.
 */
import {
  arenaAt,
  columnsAt,
  endsAt,
  idsAt,
  keyMasksAt,
  slotMaskAt,
  slotsAt,
  statesAt,
  stepBack,
  stepBail,
  stepsAt,
  textAt,
} from '../src/tokenizer/fast/wasm/memory-layout';

/** End of the piece at `at`, which the automaton does not know. */
declare function endOfPiece(at: u32, end: u32): u32;

/** Writes the ids of a long or unknown piece at index `size`, and gives the index behind them. */
declare function encodePiece(from: u32, to: u32, size: u32): u32;

/** Writes the ends of the pieces of the first `length` bytes of text, and gives their number. */
export function cut(length: u32): u32 {
  let out: u32 = 0;
  let at: u32 = 0;
  while (at < length) {
    let state: u32 = 0;
    let step: u32 = 0;
    let index: u32 = 0;
    for (;;) {
      index = state + <u32>load<u8>(<u32>load<u8>(at, textAt), columnsAt) * 32;
      step = load<u8>(index, stepsAt);
      if (step & stepBail) break;
      store<u32>(out, at - (step & stepBack), endsAt);
      out += (step & 12) - 4;
      state = load<u8>(index, statesAt);
      at++;
    }
    out += (step & 12) - 4;
    at = out === 0 ? 0 : load<u32>(out - 4, endsAt);
    if (at < length) {
      at = endOfPiece(at, length);
      store<u32>(out, at, endsAt);
      out += 4;
    }
  }
  return out >> 2;
}

/** Writes the ids of the first `count` pieces, and gives the number of ids. */
export function encode(count: u32): u32 {
  const last = count << 2;
  let slotMask = load<u32>(0, slotMaskAt);
  let from: u32 = 0;
  let out: u32 = 0;
  for (let piece: u32 = 0; piece < last; piece += 4) {
    const to = load<u32>(piece, endsAt);
    const length = to - from;
    if (length > 15) {
      out = encodePiece(from, to, out >> 2) << 2;
      slotMask = load<u32>(0, slotMaskAt);
      from = to;
      continue;
    }
    const low = load<u64>(from, textAt) & load<u64>(length << 4, keyMasksAt);
    const high =
      (load<u64>(from, textAt + 8) & load<u64>(length << 4, keyMasksAt + 8)) | ((<u64>length) << 56);
    let slot = hashKey(<u32>low, <u32>(low >> 32), <u32>high, <u32>(high >> 32)) & slotMask;
    for (;;) {
      const base = slot << 5;
      const storedHigh = load<u64>(base, slotsAt + 8);
      if (storedHigh === high && load<u64>(base, slotsAt) === low) {
        const number = load<u32>(base, slotsAt + 16);
        if (number <= 3) {
          store<u32>(out, load<u32>(base, slotsAt + 20), idsAt);
          store<u64>(out, load<u64>(base, slotsAt + 24), idsAt + 4);
        } else {
          memory.copy(out + idsAt, (load<u32>(base, slotsAt + 20) << 2) + arenaAt, number << 2);
        }
        out += number << 2;
        break;
      }
      if (<u32>(storedHigh >> 32) === 0) {
        out = encodePiece(from, to, out >> 2) << 2;
        slotMask = load<u32>(0, slotMaskAt);
        break;
      }
      slot = (slot + 1) & slotMask;
    }
    from = to;
  }
  return out >> 2;
}

function hashKey(k0: u32, k1: u32, k2: u32, k3: u32): u32 {
  const mixed = (k0 * 0x9e3779b1) ^ (k1 * 0x85ebca6b) ^ (k2 * 0xc2b2ae35) ^ (k3 * 0x27d4eb2f);
  const spread = (mixed ^ (mixed >> 15)) * 0x2c1b3c6d;
  return spread ^ (spread >> 13);
}
