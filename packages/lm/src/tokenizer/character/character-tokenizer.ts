import { ArgumentError } from '@fm/core';
import { numberSpecialTokens, specialToken } from '../added-tokens/special-tokens.ts';
import { fuseDecoder } from '../decoders/fuse.ts';
import { wordLevel } from '../models/word-level/word-level.ts';
import { split } from '../pre-tokenizers/split.ts';
import { TextTokenizer, type TokenizerParts, type TokenizerSettings } from '../text-tokenizer.ts';
import { characterPattern } from './character-pattern.ts';

/** Options of {@link characterTokenizer}. */
export interface CharacterTokenizerOptions {
  /** Control tokens; their ids follow the characters'. @default none */
  readonly specialTokens?: readonly string[];
  /** The special token that stands for characters outside the vocabulary. @default none: they are an error */
  readonly unknownToken?: string;
  /** The special token that separates documents and ends generation. @default `<|endoftext|>` where it is special */
  readonly endOfText?: string;
}

/**
 * A tokenizer whose tokens are single characters (Unicode code points).
 *
 * @example
 * ```ts
 * import { characterTokenizer, type CharacterTokenizer } from '@fm/lm/tokenizer';
 *
 * const tokenizer: CharacterTokenizer = characterTokenizer('hello', {
 *   specialTokens: ['<unk>'],
 *   unknownToken: '<unk>',
 * });
 * tokenizer.characters; // => ['e', 'h', 'l', 'o']
 * tokenizer.encode('help').tokens; // => ['h', 'e', 'l', '<unk>']
 * ```
 */
export class CharacterTokenizer extends TextTokenizer {
  /** Every character in the order of its id. */
  readonly characters: readonly string[];
  /** The token for unknown characters, if there is one. */
  readonly unknownToken: string | undefined;

  /** @internal Made by {@link characterTokenizer}. */
  constructor(
    parts: TokenizerParts,
    settings: TokenizerSettings & {
      readonly characters: readonly string[];
      readonly unknownToken: string | undefined;
    },
  ) {
    super(parts, settings);
    this.characters = settings.characters;
    this.unknownToken = settings.unknownToken;
  }
}

/**
 * A tokenizer with one id per character of `text`, in the order of their code points, then the special tokens: a
 * word-level model after a split at every character.
 *
 * @param text - the training text; its set of characters becomes the vocabulary
 * @throws {ArgumentError} when the text is empty or holds half a surrogate pair, when a special token appears twice
 * or is too short, or when `unknownToken` or `endOfText` is none of them
 * @example
 * ```ts
 * import { characterTokenizer } from '@fm/lm/tokenizer';
 *
 * const tokenizer = characterTokenizer('hello');
 * tokenizer.vocabularySize; // => 4
 * Array.from(tokenizer.encode('hole').ids); // => [1, 3, 2, 0]
 * tokenizer.decode([1, 0]); // => 'he'
 * ```
 */
export function characterTokenizer(
  text: string,
  { specialTokens = [], unknownToken, endOfText }: CharacterTokenizerOptions = {},
): CharacterTokenizer {
  if (text === '' || !text.isWellFormed()) throw unusableText(text);
  const characters = [...new Set(text)].sort((a, b) => codePoint(a) - codePoint(b));
  const special = numberSpecialTokens(specialTokens, characters.length);
  if (unknownToken !== undefined && !special.has(unknownToken)) {
    throw new ArgumentError('The unknown token is not among the special tokens', {
      expected: specialTokens.join(', ') || 'special tokens',
      received: unknownToken,
    });
  }
  const entries = new Map([...characters.map((character, id) => [character, id] as const), ...special]);
  const parts = {
    // The empty token is never in a vocabulary: unknown characters are an error.
    model: wordLevel(entries, { unknownToken: unknownToken ?? '' }),
    preTokenizer: split(characterPattern),
    decoder: fuseDecoder(),
    addedTokens: specialTokens.map(specialToken),
  };
  return new CharacterTokenizer(parts, { endOfText, characters, unknownToken });
}

function unusableText(text: string): ArgumentError {
  return text === ''
    ? new ArgumentError('A character tokenizer needs at least one character', {
        hint: 'Train it on a text that is not empty.',
      })
    : new ArgumentError('The text holds half of a surrogate pair', {
        expected: 'well-formed text',
        hint: 'Pass text.toWellFormed().',
      });
}

function codePoint(character: string): number {
  return character.codePointAt(0) as number;
}
