import type { AlignedText } from './aligned-text.ts';

/** First stage: rewrites text (case, accents, Unicode form) and remembers where every unit came from. */
export interface Normalizer {
  /** The text rewritten. */
  normalize(text: AlignedText): AlignedText;
}

/** Second stage: cuts normalised text into the pieces that the model sees one by one, in order. */
export interface PreTokenizer {
  /** The pieces of a text, in order. */
  split(text: AlignedText): readonly AlignedText[];
}

/** Third stage: turns one piece into tokens. */
export interface TokenizerModel {
  /** Number of ids in the model's own vocabulary (added tokens may come after it). */
  readonly vocabularySize: number;
  /** Id of tokens that are spelled as the text spells them, where the model has such. @default none */
  readonly unknownId?: number | undefined;
  /** The token of an id. */
  tokenOf(id: number): string | undefined;
  /** The id of a token. */
  idOf(token: string): number | undefined;
  /** Tokens of one piece, in order; `start` and `end` are UTF-16 units of `text`. */
  tokenize(text: string, sink: TokenSink): void;
}

/** A part that can be saved. */
export interface SavedAs<Json> {
  /** Its entry in `tokenizer.json`. */
  toJSON(): Json;
}

/** Where a model puts tokens. */
export interface TokenSink {
  /** Takes the next token, which stands for units `start` to before `end` of the piece. */
  add(id: number, start: number, end: number): void;
}

/** Last stage of decoding: rewrites a list of token spellings, which are then joined without a separator. */
export interface Decoder {
  /** The tokens rewritten. */
  decode(tokens: readonly string[]): readonly string[];
}

/**
 * A shortcut for a whole chain (normalizer, pre-tokenizer and model) that gives the same ids without strings or
 * offsets. Added tokens are cut out before it.
 */
export interface IdEncoder {
  /**
   * Appends the ids of `text` to `ids`.
   *
   * @param isAtStart - whether the user's text begins with it, not with an added token. @default true
   */
  encode(text: string, ids: IdBuffer, isAtStart?: boolean): void;
  /** Number of ids `encode` would append. */
  count(text: string, isAtStart?: boolean): number;
  /**
   * Sends the tokens of `text`, which is well-formed, to `sink` with where they come from, as the stages would.
   *
   * @returns number of pieces, or `undefined` where only the stages can tell, and nothing was sent
   */
  trace?(text: string, sink: TraceSink): number | undefined;
}

/** Where a shortcut puts tokens with where they come from. */
export interface TraceSink {
  /** `start` and `end` are UTF-16 units of the text, and `piece` counts from 0. */
  add(id: number, start: number, end: number, piece: number): void;
}

/** A growing list of ids. */
export interface IdBuffer {
  /** Valid up to `length`; replaced when it grows. */
  data: Uint32Array;
  length: number;
  /** Makes room for `extra` more ids. */
  reserve(extra: number): void;
}
