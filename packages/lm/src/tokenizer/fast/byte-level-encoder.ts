import { AlignedText } from '../pipeline/aligned-text.ts';
import { idBuffer } from '../pipeline/id-buffer.ts';
import type { IdBuffer, IdEncoder, TraceSink } from '../pipeline/stage.ts';
import { toUnicodeForm, type UnicodeForm } from '../text/unicode-form.ts';
import type { PieceEncoder } from './pieces/piece-encoder.ts';
import { traceTokens } from './pieces/trace-tokens.ts';
import { readAhead, type Utf8Text } from './pieces/utf8-text.ts';
import { chunkUnits } from './text-chunks.ts';
import type { TextCutter } from './text-cutter.ts';
import type { PieceLoop } from './wasm/piece-loop.ts';

const maxBytesPerUnit = 3;
/** Larger working storage is given back after the text that needed it. */
const largestKept = 1 << 22;

/** What comes before and at the cutting into pieces. */
export interface ByteLevelEncoderOptions {
  readonly cutter: TextCutter;
  /** Unicode normalization of the text. @default none */
  readonly form?: UnicodeForm | undefined;
  /** Put a space before a text that does not begin with one. @default false */
  readonly addPrefixSpace?: boolean;
  /** Number of bytes per id, where tokens can be traced to their places. */
  readonly lengths?: () => Int32Array | undefined;
}

/** What turns pieces into ids. */
export interface PieceEncoding {
  readonly encoder: PieceEncoder;
  /** Cuts and encodes chunks of the usual size, with what the encoder remembers. */
  readonly loop?: PieceLoop | undefined;
}

/**
 * An encoder for byte-level BPE that turns the text into UTF-8 once and works on bytes from there.
 *
 * @param newPieces - called when the first text comes
 */
export function byteLevelEncoder(
  newPieces: () => PieceEncoding,
  { cutter, form, addPrefixSpace = false, lengths }: ByteLevelEncoderOptions,
): IdEncoder {
  const utf8 = new TextEncoder();
  let pieces: PieceEncoding | undefined;
  let storage = allocate(0);
  let ends = new Int32Array(0);
  /** Where the last chunk is. */
  let current: { readonly bytes: Uint8Array; readonly ends: Int32Array } = { bytes: storage.bytes, ends };
  let counted = idBuffer();

  function prepare(given: string): string {
    const text = given.toWellFormed();
    const normalized = form === undefined ? text : normalize(text, form);
    return addPrefixSpace && normalized !== '' && !normalized.startsWith(' ') ? ` ${normalized}` : normalized;
  }

  /** Leaves the chunk's bytes and pieces in `current`, and gives the number of pieces. */
  function encodeChunk(chunk: string, ids: IdBuffer): number {
    const { encoder, loop } = (pieces ??= newPieces());
    if (loop !== undefined && chunk.length <= chunkUnits) {
      current = { bytes: loop.text.bytes, ends: loop.ends };
      return loop.encode(utf8.encodeInto(chunk, loop.text.bytes).written, ids);
    }
    const needed = chunk.length * maxBytesPerUnit + readAhead;
    if (storage.bytes.length < needed) storage = allocate(needed);
    const length = utf8.encodeInto(chunk, storage.bytes).written;
    if (ends.length < length) ends = new Int32Array(length);
    current = { bytes: storage.bytes, ends };
    const count = cutter.cut(storage.bytes, length, ends);
    encoder.encode(storage, ends, count, ids);
    return count;
  }

  function giveBack(): void {
    if (storage.bytes.length > largestKept) storage = allocate(0);
    if (ends.length > largestKept) ends = new Int32Array(0);
    if (counted.data.length > largestKept) counted = idBuffer();
    current = { bytes: storage.bytes, ends };
  }

  /** Encodes chunk by chunk, and gives the number of units and pieces of each. */
  function* encodeChunks(text: string, ids: IdBuffer): Generator<readonly [units: number, pieces: number]> {
    for (let start = 0; start < text.length;) {
      const end = cutter.endOfChunk(text, start);
      yield [end - start, encodeChunk(text.slice(start, end), ids)];
      start = end;
    }
    giveBack();
  }

  let lengthById: Int32Array | undefined;
  function trace(given: string, sink: TraceSink): number | undefined {
    const text = prepare(given);
    const isPrefixed = text.length > given.length && text.slice(1) === given;
    lengthById ??= lengths?.();
    if (lengthById === undefined || (!isPrefixed && text !== given)) return undefined;
    let unit = 0;
    let piece = 0;
    counted.length = 0;
    for (const [units, pieceCount] of encodeChunks(text, counted)) {
      const isFirst = isPrefixed && unit === 0;
      const chunk = { ...current, ids: counted, lengths: lengthById, unit, piece, isPrefixed: isFirst };
      traceTokens(chunk, sink);
      unit += isFirst ? units - 1 : units;
      piece += pieceCount;
      counted.length = 0;
    }
    return piece;
  }

  return {
    encode(text, ids) {
      for (const _ of encodeChunks(prepare(text), ids));
    },
    count(text) {
      let total = 0;
      for (const _ of encodeChunks(prepare(text), counted)) {
        total += counted.length;
        counted.length = 0;
      }
      return total;
    },
    trace,
  };
}

function allocate(length: number): Utf8Text {
  const bytes = new Uint8Array(length);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** Nothing below U+0300 changes in form NFC. */
const mayChangeInNfc = /[^\0-\u02ff]/;

function normalize(text: string, form: UnicodeForm): string {
  if (form === 'NFC' && !mayChangeInNfc.test(text)) return text;
  return toUnicodeForm(AlignedText.of(text), form).text;
}
