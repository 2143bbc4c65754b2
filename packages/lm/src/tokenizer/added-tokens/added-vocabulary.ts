import { ArgumentError, type EncodeOptions } from '@fm/core';
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
}

/** Which tokens are to be found. */
export interface AddedTokenFilter {
  /** Whether any special token may be. */
  readonly someSpecial: boolean;
  /** Whether the tokens that are not special are. */
  readonly others: boolean;
  accepts(token: AddedTokenJson): boolean;
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

  /** Gives each token its id in the model, or the next free one behind it. */
  constructor(tokens: readonly AddedToken[], model: TokenizerModel, normalizer: Normalizer | undefined) {
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
  filter({ allowSpecial = 'none', allowAdded = true }: AddedTokenOptions): AddedTokenFilter {
    if (typeof allowSpecial === 'string') {
      const all = allowSpecial === 'all';
      return { someSpecial: all, others: allowAdded, accepts: ({ special }) => (special ? all : allowAdded) };
    }
    for (const token of allowSpecial) {
      if (!this.specialTokens.has(token)) throw notSpecial(token, this.specialTokens);
    }
    return {
      someSpecial: allowSpecial.size > 0,
      others: allowAdded,
      accepts: ({ special, content }) => (special ? allowSpecial.has(content) : allowAdded),
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
