import { idBuffer } from '../pipeline/id-buffer.ts';
import type { IdBuffer, IdEncoder } from '../pipeline/stage.ts';
import { type PieceEncoder, readAhead } from './pieces/piece-encoder.ts';
import type { Scanner } from './scanners/scanner.ts';
import { endOfChunk } from './text-chunks.ts';

const maxBytesPerUnit = 3;
/** Larger working storage is given back after the text that needed it. */
const largestKept = 1 << 20;

/** What comes before and at the cutting into pieces. */
export interface ByteLevelEncoderOptions {
  readonly scanner: Scanner;
  /** Unicode normalization of the text. */
  readonly form?: 'NFC' | 'NFD' | 'NFKC' | 'NFKD' | undefined;
  /** Put a space before a text that does not begin with one. */
  readonly addPrefixSpace?: boolean | undefined;
}

/**
 * An encoder for byte-level BPE that turns the text into UTF-8 once and works on bytes from there.
 *
 * @param pieces - makes the encoder of pieces when the first text comes
 */
export function byteLevelEncoder(
  pieces: () => PieceEncoder,
  { scanner, form, addPrefixSpace = false }: ByteLevelEncoderOptions,
): IdEncoder {
  const utf8 = new TextEncoder();
  let encoder: PieceEncoder | undefined;
  let storage = allocate(0);
  let counted: IdBuffer | undefined;

  function prepare(text: string): string {
    const normalized = form === undefined ? text : normalize(text, form);
    return addPrefixSpace && normalized !== '' && !normalized.startsWith(' ') ? ` ${normalized}` : normalized;
  }

  function encodeChunk(chunk: string, ids: IdBuffer): void {
    const needed = chunk.length * maxBytesPerUnit;
    if (storage.ends.length < needed) storage = allocate(needed);
    encoder ??= pieces();
    const { bytes, view, ends } = storage;
    const length = utf8.encodeInto(chunk, bytes).written;
    encoder.encode(bytes, view, 0, ends, scanner(bytes, 0, length, ends), ids);
    if (storage.ends.length > largestKept) storage = allocate(0);
  }

  function eachChunk(text: string, ids: IdBuffer, done: () => void): void {
    const prepared = prepare(text);
    for (let start = 0; start < prepared.length;) {
      const end = endOfChunk(prepared, start);
      encodeChunk(start === 0 && end === prepared.length ? prepared : prepared.slice(start, end), ids);
      done();
      start = end;
    }
  }

  return {
    encode: (text, ids) => eachChunk(text, ids, () => undefined),
    count(text) {
      const ids = (counted ??= idBuffer());
      let total = 0;
      eachChunk(text, ids, () => {
        total += ids.length;
        ids.length = 0;
      });
      if (ids.data.length > largestKept) counted = undefined;
      return total;
    },
  };
}

interface Storage {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly ends: Int32Array;
}

function allocate(length: number): Storage {
  const bytes = new Uint8Array(length + readAhead);
  return { bytes, view: new DataView(bytes.buffer), ends: new Int32Array(length) };
}

/** Nothing below U+0300 changes in form NFC. */
const mayChangeInNfc = /[^\u0000-\u02ff]/;

function normalize(text: string, form: NonNullable<ByteLevelEncoderOptions['form']>): string {
  return form === 'NFC' && !mayChangeInNfc.test(text) ? text : text.normalize(form);
}
