import type { Automaton, Scanner } from './scanners/scanner.ts';
import { endOfChunk } from './text-chunks.ts';

/** Takes a text chunk by chunk, and cuts each chunk into pieces. */
export interface TextCutter {
  /** End of the chunk that begins at `start`, in UTF-16 units; pieces do not reach over it. */
  endOfChunk(text: string, start: number): number;
  /**
   * Writes the ends of the pieces of the chunk that was asked for last to `ends`, in bytes.
   *
   * @param bytes - the chunk in UTF-8, of `length` bytes
   */
  cut(bytes: Uint8Array, length: number, ends: Int32Array): number;
  /** The tables that it cuts by, where it does. */
  readonly automaton?: Automaton | undefined;
}

/** Cuts with a scanner of bytes. */
export function scannerCutter(scanner: Scanner): TextCutter {
  const { automaton } = scanner;
  return { endOfChunk, cut: (bytes, length, ends) => scanner(bytes, 0, length, ends), automaton };
}
