/**
 * Cuts `bytes[start, end)`, which hold whole UTF-8 characters, into pieces as a pre-tokenizer's pattern does.
 * Writes the end of each piece to `ends`, which has room for one per byte, and returns how many there are.
 */
export interface Scanner {
  (bytes: Uint8Array, start: number, end: number, ends: Int32Array): number;
  /** Its tables, where it is one of {@link Automaton}. */
  readonly automaton?: Automaton;
}

/** Cuts one piece from `at` on and returns its end. */
export type PieceScanner = (bytes: Uint8Array, at: number, end: number) => number;

/** What a scanner does, as tables. */
export interface Automaton {
  /** Step by 16 times the state plus the input; its bits are described in ascii-automaton.ts. */
  readonly steps: Uint16Array;
  /** The input that each of the 256 bytes is. */
  readonly inputByByte: Uint8Array;
  /** Cuts the pieces that the steps leave. */
  readonly endOfPiece: PieceScanner;
}
