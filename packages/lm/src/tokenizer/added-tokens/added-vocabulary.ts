import { ArgumentError, type EncodeOptions } from '@fm/core';
import { spellableTokens } from '../encoding/spell-out.ts';
import { AlignedText } from '../pipeline/aligned-text.ts';
import type { Normalizer, TokenizerModel } from '../pipeline/stage.ts';
import type { AddedToken, AddedTokenJson } from './added-token.ts';
import { AddedTokenMatcher } from './added-token-matcher.ts';

/** Which added tokens are found in a text. */
export interface AddedTokenOptions extends EncodeOptions {
  /**
   * Whether added tokens that are not special, such as `<tool_call>`, are found. Turn it off, with `allowSpecial`
   * at `'none'`, for text from strangers that must not hold any control token.
   *
   * @default true
   */
  readonly allowAdded?: boolean;
  /**
   * Stretches of the text, in UTF-16 units, in order and apart, that are nobody's markup: no added token is found that
   * reaches into one, whatever else is allowed.
   *
   * @default none
   */
  readonly literalSpans?: readonly LiteralSpan[];
}

/** Start and end of a stretch of text. */
export type LiteralSpan = readonly [start: number, end: number];

/** Which tokens are to be found. */
export interface AddedTokenFilter {
  /** Whether any special token may be. */
  readonly someSpecial: boolean;
  /** Whether the tokens that are not special are. */
  readonly others: boolean;
  /** Where none is. */
  readonly literalSpans: readonly LiteralSpan[];
  accepts(token: AddedTokenJson): boolean;
  /** Ids of special tokens that the model must not give for text either. */
  readonly forbidden: ReadonlySet<number>;
}

/** The tokens that are found beside the model, and their ids. */
export class AddedVocabulary {
  /** In the order of their ids. */
  readonly tokens: readonly AddedTokenJson[];
  /** Special tokens by their text. */
  readonly specialTokens: ReadonlyMap<string, number>;
  /** Finds the tokens that are not normalised, in the text as it is. */
  readonly verbatim: AddedTokenMatcher;
  /** Finds the others in normalised text. */
  readonly normalized: AddedTokenMatcher;
  readonly #byId: ReadonlyMap<number, AddedTokenJson>;
  readonly #byContent: ReadonlyMap<string, AddedTokenJson>;
  readonly #spellings: ReadonlyMap<number, string>;
  readonly #model: TokenizerModel;
  #spellable: ReadonlySet<number> | undefined;

  /** Gives each token its id in the model, or the next free one behind it. */
  constructor(tokens: readonly AddedToken[], model: TokenizerModel, normalizer: Normalizer | undefined) {
    this.#model = model;
    const numbered = numberTokens(tokens, model);
    this.tokens = [...numbered.values()].toSorted((a, b) => a.id - b.id);
    this.#byContent = numbered;
    this.#byId = new Map(this.tokens.map((token) => [token.id, token]));
    this.specialTokens = new Map(
      this.tokens.filter(({ special }) => special).map(({ content, id }) => [content, id]),
    );
    const spelling = (token: AddedTokenJson): string =>
      token.normalized && normalizer !== undefined
        ? normalizer.normalize(AlignedText.of(token.content)).text
        : token.content;
    this.#spellings = new Map(this.tokens.map((token) => [token.id, spelling(token)]));
    const spelled = (token: AddedTokenJson): string => this.#spellings.get(token.id) as string;
    this.verbatim = new AddedTokenMatcher(
      this.tokens.filter((token) => !token.normalized),
      spelled,
    );
    this.normalized = new AddedTokenMatcher(
      this.tokens.filter((token) => token.normalized),
      spelled,
    );
  }

  /** The token with this text. */
  get(content: string): AddedTokenJson | undefined {
    return this.#byContent.get(content);
  }

  /** The token with this id. */
  byId(id: number): AddedTokenJson | undefined {
    return this.#byId.get(id);
  }

  /** How a token is spelled for the decoder: in its normalised form where it is found in that. */
  spellingOf(id: number): string | undefined {
    return this.#spellings.get(id);
  }

  /**
   * The tokens that options ask for.
   *
   * @throws {ArgumentError} when `allowSpecial` names a token that is not special
   */
  filter({
    allowSpecial = 'none',
    allowAdded = true,
    literalSpans = [],
  }: AddedTokenOptions): AddedTokenFilter {
    const shared = { others: allowAdded, literalSpans };
    this.#spellable ??= spellableTokens(this.specialTokens, this.#model);
    if (allowSpecial === 'all') {
      const accepts = ({ special }: AddedTokenJson): boolean => special || allowAdded;
      // Nothing is text then that could be mistaken for a token.
      const forbidden = literalSpans.length === 0 ? new Set<number>() : this.#spellable;
      return { ...shared, someSpecial: true, accepts, forbidden };
    }
    if (allowSpecial === 'none') {
      const accepts = ({ special }: AddedTokenJson): boolean => !special && allowAdded;
      return { ...shared, someSpecial: false, accepts, forbidden: this.#spellable };
    }
    const allowed = new Set<number>();
    for (const token of allowSpecial) {
      const id = this.specialTokens.get(token);
      if (id === undefined) throw notSpecial(token, this.specialTokens);
      allowed.add(id);
    }
    return {
      ...shared,
      someSpecial: allowed.size > 0,
      accepts: ({ special, id }) => (special ? allowed.has(id) : allowAdded),
      forbidden: new Set([...this.#spellable].filter((id) => !allowed.has(id))),
    };
  }
}

function numberTokens(tokens: readonly AddedToken[], model: TokenizerModel): Map<string, AddedTokenJson> {
  const numbered = new Map<string, AddedTokenJson>();
  let next = model.vocabularySize;
  for (const { content, single_word, lstrip, rstrip, normalized, special = false } of tokens) {
    if (content === '') continue;
    const id = numbered.get(content)?.id ?? model.idOf(content) ?? next++;
    numbered.set(content, {
      id,
      content,
      single_word: single_word ?? false,
      lstrip: lstrip ?? false,
      rstrip: rstrip ?? false,
      normalized: normalized ?? !special,
      special,
    });
  }
  return numbered;
}

function notSpecial(token: string, specialTokens: ReadonlyMap<string, number>): ArgumentError {
  return new ArgumentError('A token to recognise is not a special token of this tokenizer', {
    expected:
      specialTokens.size === 0
        ? 'none: this tokenizer has no special tokens'
        : [...specialTokens.keys()].slice(0, 100).join(', '),
    received: token,
  });
}
