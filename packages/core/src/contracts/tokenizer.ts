/** Turns text into token ids and back. */
export interface Tokenizer {
  /** Number of ids; every id is below it. */
  readonly vocabularySize: number;
  /** Control tokens such as `<|endoftext|>`, by their text. */
  readonly specialTokens: ReadonlyMap<string, number>;
  /** The special token that separates documents and ends generation, where there is one. */
  readonly endOfText?: number | undefined;
  /**
   * Ids and offsets of a text.
   *
   * @throws {ArgumentError} when the text holds something this tokenizer cannot express
   */
  encode(text: string, options?: EncodeOptions): Encoding;
  /** Text of a list of ids; bytes that are no UTF-8 become U+FFFD. */
  decode(ids: ArrayLike<number>, options?: DecodeOptions): string;
  /** Number of tokens `encode` would give. */
  countTokens(text: string, options?: EncodeOptions): number;
  /** The token an id stands for, as the vocabulary spells it. */
  tokenOf(id: number): string | undefined;
  /** The id of a token, as the vocabulary spells it. */
  idOf(token: string): number | undefined;
  /** An independent incremental decoder, which never emits half a character. */
  decodeStream(options?: DecodeOptions): DecodeStream;
}

/** Options of {@link Tokenizer.encode}. */
export interface EncodeOptions {
  /**
   * Special tokens that are recognised in the text; any other spelled-out control token stays ordinary text.
   *
   * @default 'none'
   */
  readonly allowSpecial?: 'none' | 'all' | ReadonlySet<string>;
  /**
   * Stretches of the text, in UTF-16 code units, in which nothing is recognised as a control token whatever is allowed.
   *
   * @default none
   */
  readonly literalSpans?: readonly (readonly [start: number, end: number])[];
  /** Whether the tokenizer adds its own control tokens, such as `<s>`. @default true */
  readonly addSpecialTokens?: boolean;
}

/** Options of {@link Tokenizer.decode}. */
export interface DecodeOptions {
  /** Leave special tokens out of the text. @default false */
  readonly skipSpecialTokens?: boolean;
}

/** Tokens of one text. */
export interface Encoding {
  /** One id for each token. */
  readonly ids: Uint32Array;
  /** Start and end of each token in the text, in UTF-16 code units: `[start0, end0, start1, end1, …]`. */
  readonly offsets: Uint32Array;
}

/** Decodes ids one at a time. */
export interface DecodeStream {
  /** The text that became complete with this id; `''` while a character is still open. */
  push(id: number): string;
  /** What is left when no more ids come; an unfinished character becomes U+FFFD. */
  end(): string;
}
