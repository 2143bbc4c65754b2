import type { Bpe } from '../../models/bpe/bpe.ts';
import { SymbolMerger } from '../../models/bpe/symbol-merger.ts';
import type { IdBuffer } from '../../pipeline/stage.ts';
import { spellToken } from './byte-level-vocabulary.ts';
import { LongPieces, longestRemembered } from './long-pieces.ts';
import { hashKey, inlineIds, keyMasks, longestShortPiece, ShortPieces } from './short-pieces.ts';

/** Pieces remembered besides the vocabulary, before everything is forgotten. */
const rememberedShort = 1 << 16;
const rememberedLong = 1 << 15;
const longestToken = 1 << 16;
/** How far past its end a buffer of pieces is read. */
export const readAhead = 16;

/**
 * Turns pieces of UTF-8 into the ids of a byte-level BPE model. What a piece became is remembered, together with
 * the vocabulary where whole tokens count as they are; when there is no room left, all is forgotten and learnt anew,
 * so that memory stays bounded.
 */
export class PieceEncoder {
  readonly #entries: ReadonlyMap<string, number>;
  readonly #ignoreMerges: boolean;
  readonly #byteIds: Int32Array;
  readonly #merger: SymbolMerger;
  readonly #short: ShortPieces;
  readonly #long: LongPieces;

  /** @param byteIds - ids of the tokens of one byte */
  constructor(model: Bpe, byteIds: Int32Array) {
    this.#entries = model.entries;
    this.#ignoreMerges = model.ignoreMerges;
    this.#byteIds = byteIds;
    this.#merger = new SymbolMerger(model.pairs);
    const { short, long, longBytes } = model.ignoreMerges ? measure(model.entries) : nothing;
    this.#short = new ShortPieces(short + rememberedShort);
    this.#long = new LongPieces(long + rememberedLong, longBytes);
    this.#learnVocabulary();
  }

  /** Steps of merging so far; see {@link SymbolMerger.steps}. */
  get mergeSteps(): number {
    return this.#merger.steps;
  }

  /**
   * Appends the ids of the first `count` pieces of a text, which end at `ends[0]`, `ends[1]`, ….
   *
   * @param bytes - the text, with {@link readAhead} bytes behind it
   * @param view - of the same memory
   */
  encode(bytes: Uint8Array, view: DataView, ends: Int32Array, count: number, ids: IdBuffer): void {
    if (count === 0) return;
    ids.reserve(ends[count - 1]!);
    const { slots, mask, arena } = this.#short;
    const out = ids.data;
    let size = ids.length;
    let from = 0;
    for (let piece = 0; piece < count; piece++) {
      const to = ends[piece]!;
      const length = to - from;
      if (length > longestShortPiece) {
        size = this.#encodeLong(bytes, view, from, to, out, size);
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
          size = this.#encodeUnknown(bytes, view, from, to, out, size);
          break;
        }
        slot = (slot + 1) & mask;
      }
      from = to;
    }
    ids.length = size;
  }

  #encodeLong(
    bytes: Uint8Array,
    view: DataView,
    from: number,
    to: number,
    out: Uint32Array,
    size: number,
  ): number {
    const known = this.#long.find(bytes, view, from, to);
    if (known < 0) return this.#encodeUnknown(bytes, view, from, to, out, size);
    const { arena } = this.#long;
    const end = known + 1 + arena[known]!;
    let next = size;
    for (let at = known + 1; at < end; at++) out[next++] = arena[at]!;
    return next;
  }

  #encodeUnknown(
    bytes: Uint8Array,
    view: DataView,
    from: number,
    to: number,
    out: Uint32Array,
    size: number,
  ): number {
    const merger = this.#merger;
    const length = to - from;
    merger.reserve(length);
    for (let i = 0; i < length; i++) merger.ids[i] = this.#byteIds[bytes[from + i]!]!;
    const count = merger.merge(length);
    for (let i = 0; i < count; i++) out[size + i] = merger.ids[i]!;
    this.#remember(bytes, view, from, to, count);
    return size + count;
  }

  #remember(bytes: Uint8Array, view: DataView, from: number, to: number, count: number): void {
    const length = to - from;
    if (length > longestRemembered) return;
    const { ids } = this.#merger;
    const full = length <= longestShortPiece ? this.#short.full : this.#long.isFull(length, count);
    if (full) {
      this.#short.clear();
      this.#long.clear();
      this.#learnVocabulary();
    }
    if (length <= longestShortPiece) this.#short.add(view, from, length, ids, count);
    else this.#long.add(bytes, view, [from, to], ids, count);
  }

  #learnVocabulary(): void {
    if (!this.#ignoreMerges) return;
    const bytes = new Uint8Array(longestToken + readAhead);
    const token = bytes.subarray(0, longestToken);
    const view = new DataView(bytes.buffer);
    const ids = new Int32Array(1);
    for (const [spelling, id] of this.#entries) {
      const length = spellToken(spelling, token);
      ids[0] = id;
      if (length === 0) continue;
      if (length <= longestShortPiece) this.#short.add(view, 0, length, ids, 1);
      else this.#long.add(bytes, view, [0, length], ids, 1);
    }
  }
}

const nothing = { short: 0, long: 0, longBytes: 0 };

/** How many tokens are short and long, and the bytes of the long ones. */
function measure(entries: ReadonlyMap<string, number>): typeof nothing {
  const size = { ...nothing };
  for (const token of entries.keys()) {
    if (token.length <= longestShortPiece) {
      size.short++;
    } else if (token.length <= longestToken) {
      size.long++;
      size.longBytes += token.length;
    }
  }
  return size;
}
