import type { IdBuffer, TraceSink } from '../../pipeline/stage.ts';
import { widthOf } from '../scanners/character-class.ts';

/** A stretch of text that was encoded. */
export interface EncodedChunk {
  /** Its UTF-8. */
  readonly bytes: Uint8Array;
  /** Where its pieces end, in bytes. */
  readonly ends: Int32Array;
  readonly ids: IdBuffer;
  /** Number of bytes per id. */
  readonly lengths: Int32Array;
  /** UTF-16 units of the text and number of pieces before it. */
  readonly unit: number;
  readonly piece: number;
  /** Whether its first byte is a space that the text does not have; it belongs to the first character. */
  readonly isPrefixed: boolean;
}

/**
 * Sends the tokens of a chunk on with the UTF-16 units that they cover. A token that begins or ends within a character
 * covers all of it.
 */
export function traceTokens(chunk: EncodedChunk, sink: TraceSink): void {
  const { bytes, ends, ids, lengths, isPrefixed } = chunk;
  let { unit } = chunk;
  let piece = 0;
  let at = 0;
  // The character that the byte at `at` is part of begins at the byte `lead` and the unit `unit`.
  let lead = isPrefixed ? 1 : 0;
  for (let token = 0; token < ids.length; token++) {
    const id = ids.data[token]!;
    while (at >= ends[piece]!) piece++;
    const start = unit;
    at += lengths[id]!;
    let next = lead + widthOf(bytes[lead]!);
    let after = unit + unitsOf(bytes[lead]!);
    while (next < at) {
      lead = next;
      unit = after;
      next += widthOf(bytes[lead]!);
      after += unitsOf(bytes[lead]!);
    }
    sink.add(id, start, after, chunk.piece + piece);
    if (next === at) {
      lead = next;
      unit = after;
    }
  }
}

function unitsOf(lead: number): number {
  return lead < 0xf0 ? 1 : 2;
}
