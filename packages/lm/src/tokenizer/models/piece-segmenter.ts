import type { TokenSink } from '../pipeline/stage.ts';

/** The cut that a model makes in one piece, without a token object per token. */
export interface PieceSegmenter {
  /** The tokens of the last piece; valid until the next one. */
  readonly tokens: TokenColumns;
  /** Cuts one piece into `tokens` and returns their number. */
  segment(piece: string): number;
}

/** Tokens column by column; places are UTF-16 units of the piece. */
export interface TokenColumns {
  readonly ids: number[];
  readonly starts: number[];
  readonly ends: number[];
}

/** Puts the first `count` tokens into `sink`. */
export function emitTokens({ ids, starts, ends }: TokenColumns, count: number, sink: TokenSink): void {
  for (let i = 0; i < count; i++) sink.add(ids[i] as number, starts[i] as number, ends[i] as number);
}
