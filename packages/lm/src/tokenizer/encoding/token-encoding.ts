import type { Encoding } from '@fm/core';
import { tokenColumns, type TokenColumns, tokenSpellings } from './token-columns.ts';
import { type Segment, segmentLength, type TokenLayout } from './token-layout.ts';
import type { SequenceTokens } from './sequence-tokens.ts';

/** A range of tokens or characters: its start, and one past its end. */
export type TokenRange = readonly [start: number, end: number];

/**
 * Tokens of a text or a pair of texts, with where they come from. Only `ids` is there from the start; everything
 * else is worked out when it is first asked for. Arrays are shared: do not change them.
 *
 * @example
 * ```ts
 * import { characterTokenizer, type TokenEncoding } from '@fm/lm/tokenizer';
 *
 * const encoding: TokenEncoding = characterTokenizer('hello').encode('hole');
 * encoding.tokens; // => ['h', 'o', 'l', 'e']
 * encoding.offsets; // => Uint32Array [0, 1, 1, 2, 2, 3, 3, 4]
 * encoding.charToToken(2); // => 2
 * ```
 */
export class TokenEncoding implements Encoding {
  /** `uint32 [tokens]`. */
  readonly ids: Uint32Array;
  readonly #layout: TokenLayout;
  readonly #overflow: () => readonly TokenEncoding[];
  #columns: TokenColumns | undefined;
  #tokens: readonly string[] | undefined;
  #overflowing: readonly TokenEncoding[] | undefined;
  #charIndex: Map<number, Int32Array> = new Map();
  #wordIndex: Map<number, ReadonlyMap<number, TokenRange>> = new Map();

  /** @internal Encodings come from a tokenizer. */
  constructor(layout: TokenLayout, overflow: () => readonly TokenEncoding[] = () => []) {
    this.#layout = layout;
    this.#overflow = overflow;
    this.ids = collectIds(layout.segments, layout.sequences);
  }

  /** Number of tokens. */
  get length(): number {
    return this.ids.length;
  }

  /**
   * Start and end of each token in its text, `[start0, end0, start1, end1, …]`, `uint32 [2 × tokens]`, in the unit
   * asked for; a token that is part of a character covers the whole character; control tokens and padding are at 0.
   */
  get offsets(): Uint32Array {
    return this.#all().offsets;
  }

  /** Spelling of each token in the vocabulary, or in the text where the vocabulary does not have it. */
  get tokens(): readonly string[] {
    this.#tokens ??= tokenSpellings(this.#layout);
    return this.#tokens;
  }

  /** Number of the pre-tokenizer's piece each token belongs to, `int32 [tokens]`; −1 for control tokens and padding. */
  get wordIds(): Int32Array {
    return this.#all().wordIds;
  }

  /** 0 or 1 for the text each token belongs to, `int32 [tokens]`; −1 for control tokens and padding. */
  get sequenceIds(): Int32Array {
    return this.#all().sequenceIds;
  }

  /** Type of each token's segment, as BERT knows it, `uint32 [tokens]`. */
  get typeIds(): Uint32Array {
    return this.#all().typeIds;
  }

  /** 1 for tokens, 0 for padding, `uint8 [tokens]`. */
  get attentionMask(): Uint8Array {
    return this.#all().attentionMask;
  }

  /** 1 for control tokens that were added and for padding, else 0, `uint8 [tokens]`. */
  get specialTokensMask(): Uint8Array {
    return this.#all().specialTokensMask;
  }

  /** The other pieces of a text that was truncated, each as long as this one or shorter. */
  get overflowing(): readonly TokenEncoding[] {
    this.#overflowing ??= this.#overflow();
    return this.#overflowing;
  }

  /** The text a token belongs to: 0, 1, or `undefined` for control tokens and padding. */
  tokenToSequence(token: number): number | undefined {
    return present(this.sequenceIds[token]);
  }

  /** Start and end in its text of a token; `undefined` for control tokens and padding. */
  tokenToChars(token: number): TokenRange | undefined {
    if (this.tokenToSequence(token) === undefined) return undefined;
    return [this.offsets[2 * token] as number, this.offsets[2 * token + 1] as number];
  }

  /** The word a token belongs to; `undefined` for control tokens and padding. */
  tokenToWord(token: number): number | undefined {
    return present(this.wordIds[token]);
  }

  /** The first token that covers a position of a text; `undefined` where none does. */
  charToToken(position: number, sequence = 0): number | undefined {
    let index = this.#charIndex.get(sequence);
    if (index === undefined) {
      index = this.#indexCharacters(sequence);
      this.#charIndex.set(sequence, index);
    }
    return present(index[position]);
  }

  /** The word at a position of a text. */
  charToWord(position: number, sequence = 0): number | undefined {
    const token = this.charToToken(position, sequence);
    return token === undefined ? undefined : this.tokenToWord(token);
  }

  /** The first token of a word, and one past the last. */
  wordToTokens(word: number, sequence = 0): TokenRange | undefined {
    let index = this.#wordIndex.get(sequence);
    if (index === undefined) {
      index = this.#indexWords(sequence);
      this.#wordIndex.set(sequence, index);
    }
    return index.get(word);
  }

  /** Where a word begins and ends in its text. */
  wordToChars(word: number, sequence = 0): TokenRange | undefined {
    const tokens = this.wordToTokens(word, sequence);
    if (tokens === undefined) return undefined;
    return [this.offsets[2 * tokens[0]] as number, this.offsets[2 * tokens[1] - 1] as number];
  }

  /** The same encoding with padding before or behind it; overflowing pieces are padded too. */
  padded(length: number, direction: 'left' | 'right', padding: Pad): TokenEncoding {
    const overflow = (): readonly TokenEncoding[] =>
      this.overflowing.map((each) => each.padded(length, direction, padding));
    const missing = length - this.length;
    if (missing <= 0) return new TokenEncoding(this.#layout, overflow);
    const segment: Segment = { kind: 'padding', length: missing, ...padding };
    const { segments } = this.#layout;
    return new TokenEncoding(
      { ...this.#layout, segments: direction === 'left' ? [segment, ...segments] : [...segments, segment] },
      overflow,
    );
  }

  #all(): TokenColumns {
    this.#columns ??= tokenColumns(this.#layout, this.ids);
    return this.#columns;
  }

  #indexCharacters(sequence: number): Int32Array {
    const { offsets, sequenceIds } = this;
    let end = 0;
    for (let i = 0; i < this.length; i++) {
      if (sequenceIds[i] === sequence) end = Math.max(end, offsets[2 * i + 1] as number);
    }
    const index = new Int32Array(end).fill(-1);
    for (let i = 0; i < this.length; i++) {
      if (sequenceIds[i] !== sequence) continue;
      const last = offsets[2 * i + 1] as number;
      for (let at = offsets[2 * i] as number; at < last; at++) if (index[at] === -1) index[at] = i;
    }
    return index;
  }

  #indexWords(sequence: number): ReadonlyMap<number, TokenRange> {
    const words = new Map<number, TokenRange>();
    for (let i = 0; i < this.length; i++) {
      const word = this.wordIds[i] as number;
      if (word >= 0 && this.sequenceIds[i] === sequence) words.set(word, [words.get(word)?.[0] ?? i, i + 1]);
    }
    return words;
  }
}

/** A padding token. */
export interface Pad {
  readonly id: number;
  readonly token: string;
  readonly typeId: number;
}

function present(value: number | undefined): number | undefined {
  return value === undefined || value < 0 ? undefined : value;
}

function collectIds(segments: readonly Segment[], sequences: readonly SequenceTokens[]): Uint32Array {
  const parts = segments.map((segment) => {
    if (segment.kind === 'special') return segment.ids;
    if (segment.kind === 'padding') return new Uint32Array(segment.length).fill(segment.id);
    return (sequences[segment.sequence] as SequenceTokens).ids.subarray(...segment.window);
  });
  const [only] = parts;
  if (parts.length === 1 && only instanceof Uint32Array) return only;
  const ids = new Uint32Array(segments.reduce((sum, segment) => sum + segmentLength(segment), 0));
  let at = 0;
  for (const part of parts) {
    ids.set(part, at);
    at += part.length;
  }
  return ids;
}
