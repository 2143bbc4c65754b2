import type { Bpe } from '../../models/bpe/bpe.ts';
import { SymbolMerger } from '../../models/bpe/symbol-merger.ts';
import type { IdBuffer } from '../../pipeline/stage.ts';
import { LongPieces, longestRemembered } from './long-pieces.ts';
import type { Utf8Text } from './utf8-text.ts';
import { WholeTokens } from './whole-tokens.ts';
import { hashKey, inlineIds, keyMasks, longestShortPiece, ShortPieces } from './short-pieces.ts';

/**
 * Turns pieces of UTF-8 into the ids of a byte-level BPE model. What a piece became is remembered; when there is no
 * room left, all is forgotten and learnt anew, so that memory stays bounded: at most 30 MiB, and 8 MiB more for a
 * moment while a table grows.
 */
export class PieceEncoder {
  readonly #whole: WholeTokens | undefined;
  readonly #byteIds: Int32Array;
  readonly #merger: SymbolMerger;
  readonly #short: ShortPieces;
  readonly #long: LongPieces = new LongPieces();
  #wipes = 0;

  /**
   * @param byteIds - ids of the tokens of one byte
   * @param short - where short pieces are remembered
   */
  constructor(model: Bpe, byteIds: Int32Array, short: ShortPieces = new ShortPieces()) {
    this.#short = short;
    this.#whole = model.ignoreMerges ? new WholeTokens(model.entries) : undefined;
    this.#byteIds = byteIds;
    this.#merger = new SymbolMerger(model.pairs);
  }

  /** Steps of merging so far; see {@link SymbolMerger.steps}. */
  get mergeSteps(): number {
    return this.#merger.steps;
  }

  /** Bytes that what it remembers takes up. */
  get memoryBytes(): number {
    return this.#short.byteLength + this.#long.byteLength;
  }

  /** How many times it has forgotten everything. */
  get wipes(): number {
    return this.#wipes;
  }

  /**
   * Appends the ids of the first `count` pieces of a text, which end at `ends[0]`, `ends[1]`, ….
   */
  encode(text: Utf8Text, ends: Int32Array, count: number, ids: IdBuffer): void {
    if (count === 0) return;
    ids.reserve(ends[count - 1]!);
    const { view } = text;
    const short = this.#short;
    const { arena } = short;
    let { slots, mask } = short;
    const out = ids.data;
    let size = ids.length;
    let from = 0;
    for (let piece = 0; piece < count; piece++) {
      const to = ends[piece]!;
      const length = to - from;
      if (length > longestShortPiece) {
        size = this.#encodeLong(text, from, to, out, size);
        from = to;
        continue;
      }
      const masks = length * 4;
      const k0 = view.getInt32(from, true) & keyMasks[masks]!;
      const k1 = view.getInt32(from + 4, true) & keyMasks[masks + 1]!;
      const k2 = view.getInt32(from + 8, true) & keyMasks[masks + 2]!;
      const k3 = (view.getInt32(from + 12, true) & keyMasks[masks + 3]!) | (length << 24);
      let slot = hashKey(k0, k1, k2, k3) & mask;
      for (;;) {
        const base = slot << 3;
        const stored = slots[base + 3]!;
        if (stored === k3 && slots[base] === k0 && slots[base + 1] === k1 && slots[base + 2] === k2) {
          const number = slots[base + 4]!;
          if (number === 1) out[size++] = slots[base + 5]!;
          else if (number <= inlineIds) for (let i = 0; i < number; i++) out[size++] = slots[base + 5 + i]!;
          else for (let i = 0, at = slots[base + 5]!; i < number; i++) out[size++] = arena[at + i]!;
          break;
        }
        if (stored === 0) {
          size = this.#encodeUnknown(text, from, to, out, size);
          ({ slots, mask } = short);
          break;
        }
        slot = (slot + 1) & mask;
      }
      from = to;
    }
    ids.length = size;
  }

  /**
   * Writes the ids of one piece, `text.bytes[from, to)`, that is long or not among the short ones, to `out` from
   * `size` on.
   *
   * @returns the index behind them
   */
  encodePiece(text: Utf8Text, from: number, to: number, out: Uint32Array, size: number): number {
    return to - from > longestShortPiece
      ? this.#encodeLong(text, from, to, out, size)
      : this.#encodeUnknown(text, from, to, out, size);
  }

  #encodeLong(text: Utf8Text, from: number, to: number, out: Uint32Array, size: number): number {
    const known = this.#long.find(text, from, to);
    if (known < 0) return this.#encodeUnknown(text, from, to, out, size);
    const { arena } = this.#long;
    const end = known + 1 + arena[known]!;
    let next = size;
    for (let at = known + 1; at < end; at++) out[next++] = arena[at]!;
    return next;
  }

  #encodeUnknown(text: Utf8Text, from: number, to: number, out: Uint32Array, size: number): number {
    const count = this.#merge(text.bytes, from, to);
    const merged = this.#merger.ids;
    for (let i = 0; i < count; i++) out[size + i] = merged[i]!;
    this.#remember(text, from, to, count);
    return size + count;
  }

  /** Leaves the ids of a piece in the merger, and returns how many they are. */
  #merge(bytes: Uint8Array, from: number, to: number): number {
    const merger = this.#merger;
    const length = to - from;
    merger.reserve(length);
    const { ids } = merger;
    const whole = this.#whole?.idOf(bytes, from, to);
    if (whole !== undefined) {
      ids[0] = whole;
      return 1;
    }
    for (let i = 0; i < length; i++) ids[i] = this.#byteIds[bytes[from + i]!]!;
    return merger.merge(length);
  }

  #remember(text: Utf8Text, from: number, to: number, count: number): void {
    const length = to - from;
    if (length > longestRemembered) return;
    const { ids } = this.#merger;
    const full = length <= longestShortPiece ? this.#short.isFull : this.#long.isFull(length, count);
    if (full) {
      this.#wipes++;
      this.#short.clear();
      this.#long.clear();
    }
    if (length <= longestShortPiece) this.#short.add(text.view, from, length, ids, count);
    else this.#long.add(text, [from, to], ids, count);
  }
}
