import { ArgumentError, type DecodeOptions, type DecodeStream, type Tokenizer } from '@fm/core';
import type { AddedToken, AddedTokenJson } from './added-tokens/added-token.ts';
import { type AddedTokenOptions, AddedVocabulary } from './added-tokens/added-vocabulary.ts';
import { IdDecoder, type IdDecoding } from './decoders/id-decoder.ts';
import type { StreamDecoder } from './decoders/token-writer.ts';
import { describePadding, type FullPadding, paddedLength, type Padding } from './encoding/padding.ts';
import { fullPadding } from './encoding/full-padding.ts';
import { SequenceEncoder } from './encoding/sequence-encoder.ts';
import type { SequenceTokens } from './encoding/sequence-tokens.ts';
import type { OffsetUnit } from './encoding/text-units.ts';
import { TokenEncoding } from './encoding/token-encoding.ts';
import { layOut, overflowingWindows, type TokenLayout } from './encoding/token-layout.ts';
import { describeTruncation, type Truncation, truncationWindows } from './encoding/truncation.ts';
import type { Normalizer, PreTokenizer, SavedAs, TokenizerModel } from './pipeline/stage.ts';
import {
  addedLength,
  type LayoutPiece,
  plainLayout,
  type PostProcessor,
} from './post-processors/post-processor.ts';
import type { TokenizerConfig } from './tokenizer-json/tokenizer-config.ts';
import type { TokenizerJson } from './tokenizer-json/tokenizer-json.ts';

/** A part that knows its entry in `tokenizer.json`. */
export type Saved<Part> = Part & SavedAs<unknown>;

/** What a tokenizer is made of. */
export interface TokenizerParts {
  /** Turns pieces of text into tokens. */
  readonly model: Saved<TokenizerModel>;
  /** @default none: text stays as it is */
  readonly normalizer?: Saved<Normalizer> | undefined;
  /** @default none: the model sees the whole text */
  readonly preTokenizer?: Saved<PreTokenizer> | undefined;
  /** @default none: no control tokens are added */
  readonly postProcessor?: PostProcessor | undefined;
  /** @default none: tokens are joined by spaces */
  readonly decoder?: StreamDecoder | undefined;
  /** Tokens found beside the model; each gets its id in the model, or the next free one. @default none */
  readonly addedTokens?: readonly AddedToken[];
  /** Applied to every encoding unless its options say otherwise. @default none */
  readonly truncation?: Truncation | undefined;
  /** Applied to every encoding unless its options say otherwise. @default none */
  readonly padding?: FullPadding | undefined;
}

/** What is known of a tokenizer beside its parts. */
export interface TokenizerSettings {
  /** The token that ends a text. @default `<|endoftext|>` where it is special */
  readonly endOfText?: string | undefined;
  /** The token that padding uses where nothing else is said. @default none */
  readonly padToken?: string | undefined;
  /** Whether decoding removes spaces before punctuation unless asked. @default false */
  readonly cleanUpTokenizationSpaces?: boolean | undefined;
  /** What its `tokenizer_config.json` says. @default unknown */
  readonly config?: TokenizerConfig | undefined;
}

/** Options of {@link TextTokenizer.encode}. */
export interface EncodeTextOptions extends AddedTokenOptions {
  /** Second text of a pair. @default none */
  readonly pair?: string;
  /** Whether the control tokens of the post-processor are added, such as `[CLS]` or `<s>`. @default true */
  readonly addSpecialTokens?: boolean;
  /** `false`: none. @default what the tokenizer was made with */
  readonly truncation?: Truncation | false;
  /** `false`: none. @default what the tokenizer was made with */
  readonly padding?: Padding | false;
  /** What offsets count. @default 'utf16' */
  readonly unit?: OffsetUnit;
}

/** Options of {@link TextTokenizer.decode}. */
export interface DecodeTextOptions extends DecodeOptions {
  /** Remove spaces before punctuation and in English contractions. @default what the tokenizer was made with */
  readonly cleanUpTokenizationSpaces?: boolean;
}

/**
 * A tokenizer made of a normalizer, a pre-tokenizer, a model, a post-processor and a decoder, with tokens found
 * beside the model: everything that Hugging Face's `tokenizer.json` can say.
 *
 * @example
 * ```ts
 * import { TextTokenizer, whitespaceSplit, wordLevel } from '@fm/lm/tokenizer';
 *
 * const entries = new Map([['<unk>', 0], ['room', 1], ['12', 2]]);
 * const tokenizer = new TextTokenizer({ model: wordLevel(entries), preTokenizer: whitespaceSplit() });
 * const { ids, offsets } = tokenizer.encode('room 12');
 * ids; // => Uint32Array [1, 2]
 * offsets; // => Uint32Array [0, 4, 5, 7]
 * const stream = tokenizer.decodeStream();
 * Array.from(ids, (id) => stream.push(id)).join('') + stream.end(); // => 'room 12'
 * ```
 */
export class TextTokenizer implements Tokenizer {
  /** The parts it is made of. */
  readonly parts: TokenizerParts;
  readonly vocabularySize: number;
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly endOfText: number | undefined;
  readonly #added: AddedVocabulary;
  readonly #sequences: SequenceEncoder;
  readonly #settings: TokenizerSettings;
  readonly #decoder: IdDecoder;

  constructor(parts: TokenizerParts, settings: TokenizerSettings = {}) {
    const { model, normalizer, preTokenizer, addedTokens = [] } = parts;
    this.parts = parts;
    this.#settings = settings;
    this.#added = new AddedVocabulary(addedTokens, model, normalizer);
    this.#sequences = new SequenceEncoder({ normalizer, preTokenizer, model, added: this.#added });
    this.specialTokens = this.#added.specialTokens;
    this.vocabularySize = Math.max(idBound(model), (this.#added.tokens.at(-1)?.id ?? -1) + 1);
    this.#decoder = new IdDecoder({
      decoder: parts.decoder,
      spell: (id) => this.#added.spellingOf(id) ?? model.tokenOf(id),
      isSpecial: (id) => this.#added.byId(id)?.special === true,
      vocabularySize: this.vocabularySize,
    });
    this.endOfText = this.#endOfTextId(settings.endOfText);
  }

  /** What its `tokenizer_config.json` says, where it was read with one. */
  get config(): TokenizerConfig | undefined {
    return this.#settings.config;
  }

  /** Tokens found beside the model, in the order of their ids. */
  get addedTokens(): readonly AddedTokenJson[] {
    return this.#added.tokens;
  }

  /**
   * Tokens of a text, or of a pair of texts.
   *
   * @throws {ArgumentError} when the model has no token for something in the text, or an option is out of range
   */
  encode(text: string, options: EncodeTextOptions = {}): TokenEncoding {
    const encoding = this.#encode(text, options);
    return this.#pad([encoding], options)[0] as TokenEncoding;
  }

  /**
   * Encodings of several texts or pairs of texts, padded to one length where padding is on.
   *
   * @throws {ArgumentError} as {@link TextTokenizer.encode} does
   */
  encodeBatch(
    texts: readonly (string | readonly [text: string, pair: string])[],
    options: Omit<EncodeTextOptions, 'pair'> = {},
  ): readonly TokenEncoding[] {
    const encodings = texts.map((each) =>
      typeof each === 'string'
        ? this.#encode(each, options)
        : this.#encode(each[0], { ...options, pair: each[1] }),
    );
    return this.#pad(encodings, options);
  }

  /** Number of tokens `encode` would give; makes no arrays where neither truncation nor padding asks for them. */
  countTokens(text: string, options: EncodeTextOptions = {}): number {
    const {
      truncation = this.parts.truncation,
      padding = this.parts.padding,
      pair,
      addSpecialTokens = true,
    } = options;
    if (truncation || padding) return this.encode(text, options).length;
    const filter = this.#added.filter(options);
    const added = addSpecialTokens ? addedLength(this.#layout(pair !== undefined)) : 0;
    const second = pair === undefined ? 0 : this.#sequences.count(pair, filter);
    return added + this.#sequences.count(text, filter) + second;
  }

  /**
   * Text of a list of ids.
   *
   * @throws {ArgumentError} when there is no such id
   */
  decode(ids: ArrayLike<number>, options: DecodeTextOptions = {}): string {
    return this.#decoder.decode(ids, this.#decoding(options));
  }

  /** An independent decoder that takes ids one by one; the parts it gives make exactly what `decode` gives. */
  decodeStream(options: DecodeTextOptions = {}): DecodeStream {
    return this.#decoder.stream(this.#decoding(options));
  }

  /** The token an id stands for, as the vocabulary spells it. */
  tokenOf(id: number): string | undefined {
    return this.#added.byId(id)?.content ?? this.parts.model.tokenOf(id);
  }

  /** The id of a token, as the vocabulary spells it. */
  idOf(token: string): number | undefined {
    return this.#added.get(token)?.id ?? this.parts.model.idOf(token);
  }

  /** The content of a `tokenizer.json` that Hugging Face's tokenizers reads too. */
  toJSON(): TokenizerJson {
    const { normalizer, preTokenizer, postProcessor, decoder, model, truncation, padding } = this.parts;
    return {
      version: '1.0',
      truncation: truncation === undefined ? null : describeTruncation(truncation),
      padding: padding === undefined ? null : describePadding(padding),
      added_tokens: this.addedTokens,
      normalizer: normalizer?.toJSON() ?? null,
      pre_tokenizer: preTokenizer?.toJSON() ?? null,
      post_processor: postProcessor?.toJSON() ?? null,
      decoder: decoder?.toJSON() ?? null,
      model: model.toJSON(),
    };
  }

  #decoding({ skipSpecialTokens = false, cleanUpTokenizationSpaces }: DecodeTextOptions): IdDecoding {
    const cleans = cleanUpTokenizationSpaces ?? this.#settings.cleanUpTokenizationSpaces ?? false;
    return { skipSpecialTokens, cleanUpTokenizationSpaces: cleans };
  }

  #encode(text: string, options: EncodeTextOptions): TokenEncoding {
    const { pair, addSpecialTokens = true, truncation = this.parts.truncation, unit = 'utf16' } = options;
    const filter = this.#added.filter(options);
    const texts = pair === undefined ? [text] : [text, pair];
    const sequences = texts.map((each) => this.#sequences.encode(each, filter));
    const pieces = this.#layout(pair !== undefined);
    const windows = truncation
      ? truncationWindows(
          sequences.map(({ ids }) => ids.length),
          truncation,
          addSpecialTokens ? addedLength(pieces) : 0,
        )
      : sequences.map(({ ids }) => [[0, ids.length] as const]);
    const make = (kept: TokenLayout['segments'], overflow?: () => readonly TokenEncoding[]): TokenEncoding =>
      new TokenEncoding(this.#tokenLayout(kept, sequences, unit), overflow);
    const order = pieces.flatMap((piece) => ('sequence' in piece ? [piece.sequence] : []));
    return make(
      layOut(
        pieces,
        windows.map((each) => each[0] as readonly [number, number]),
        addSpecialTokens,
      ),
      () =>
        Array.from(overflowingWindows(windows, order), (each) =>
          make(layOut(pieces, each, addSpecialTokens)),
        ),
    );
  }

  #tokenLayout(
    segments: TokenLayout['segments'],
    sequences: readonly SequenceTokens[],
    unit: OffsetUnit,
  ): TokenLayout {
    const spell = (id: number): string => this.tokenOf(id) ?? '';
    return { segments, sequences, trimming: this.parts.postProcessor?.trimming, unit, spell };
  }

  #layout(isPair: boolean): readonly LayoutPiece[] {
    const layout = this.parts.postProcessor?.layout ?? plainLayout;
    return isPair ? layout.pair : layout.single;
  }

  #pad(
    encodings: readonly TokenEncoding[],
    { padding = this.parts.padding }: EncodeTextOptions,
  ): readonly TokenEncoding[] {
    if (!padding) return encodings;
    const full = fullPadding(padding, {
      own: this.parts.padding,
      padToken: this.#settings.padToken,
      idOf: (token) => this.idOf(token),
    });
    const length = paddedLength(
      encodings.map((encoding) => encoding.length),
      full,
    );
    const { id, token, typeId } = full;
    return encodings.map((encoding) => encoding.padded(length, full.direction, { id, token, typeId }));
  }

  #endOfTextId(token: string | undefined): number | undefined {
    if (token === undefined) return this.specialTokens.get('<|endoftext|>');
    const id = this.idOf(token);
    if (id === undefined) {
      throw new ArgumentError('The end-of-text token is not in the vocabulary', {
        expected: [...this.specialTokens.keys()].slice(0, 100).join(', ') || 'a token of the vocabulary',
        received: token,
      });
    }
    return id;
  }
}

/** One more than the largest id of a model. */
function idBound(model: TokenizerModel): number {
  let bound = model.vocabularySize;
  if ('entries' in model && model.entries instanceof Map) {
    for (const id of model.entries.values()) if (typeof id === 'number' && id >= bound) bound = id + 1;
  }
  return bound;
}
