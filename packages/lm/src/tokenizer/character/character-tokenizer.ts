import { ArgumentError, type DecodeStream, type Tokenizer } from '@fm/core';
import { composeTokenizer, endOfTextId, type Segmenter, type TokenSink } from '../compose-tokenizer.ts';
import { numberSpecialTokens } from '../special-tokens/special-tokens.ts';
import { type CharacterTokenizerJson, characterTokenizerJson } from './character-tokenizer-json.ts';

/** Options of {@link characterTokenizer}. */
export interface CharacterTokenizerOptions {
  /** Control tokens; their ids follow the characters'. @default none */
  readonly specialTokens?: readonly string[];
  /** The special token that stands for characters outside the vocabulary. @default none: they are an error */
  readonly unknownToken?: string;
  /** The special token that separates documents and ends generation. @default `<|endoftext|>` where it is special */
  readonly endOfText?: string;
}

/** A tokenizer whose tokens are single characters (Unicode code points). */
export interface CharacterTokenizer extends Tokenizer {
  /** Every character in the order of its id. */
  readonly characters: readonly string[];
  /** The token for unknown characters, if there is one. */
  readonly unknownToken: string | undefined;
  /** The content of a `tokenizer.json` that Hugging Face's tokenizers reads too. */
  toJSON(): CharacterTokenizerJson;
}

/**
 * A tokenizer with one id per character of `text`, in the order of their code points, then the special tokens.
 *
 * @param text - the training text; its set of characters becomes the vocabulary
 * @throws {ArgumentError} when the text is empty or holds half a surrogate pair
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
  options: CharacterTokenizerOptions = {},
): CharacterTokenizer {
  const characters = [...new Set(text)].sort((a, b) => codePoint(a) - codePoint(b));
  return fromCharacters(characters, options);
}

/** {@link characterTokenizer} from the characters in the order of their ids. */
export function fromCharacters(
  characters: readonly string[],
  { specialTokens = [], unknownToken, endOfText }: CharacterTokenizerOptions,
): CharacterTokenizer {
  if (characters.length === 0) {
    throw new ArgumentError('A character tokenizer needs at least one character', {
      hint: 'Train it on a text that is not empty.',
    });
  }
  if (!characters.join('').isWellFormed()) throw halfCharacter();
  const special = numberSpecialTokens(specialTokens, characters.length);
  const unknown = unknownToken === undefined ? undefined : special.get(unknownToken);
  if (unknownToken !== undefined && unknown === undefined) {
    throw new ArgumentError('The unknown token is not among the special tokens', {
      expected: specialTokens.join(', ') || 'special tokens',
      received: unknownToken,
    });
  }
  const end = endOfTextId(endOfText, special);
  return {
    ...composeTokenizer(characterSegmenter(characters, unknown), special, end),
    characters,
    unknownToken,
    toJSON: () => characterTokenizerJson(characters, special, unknownToken),
  };
}

function characterSegmenter(characters: readonly string[], unknown: number | undefined): Segmenter {
  const ids = new Map(characters.map((character, id) => [character, id]));
  const idByCodePoint = new Map(characters.map((character, id) => [codePoint(character), id]));
  return {
    size: characters.length,
    maxTokensPerUnit: 1,
    encode(text: string, start: number, end: number, sink: TokenSink) {
      for (let at = start; at < end;) {
        const point = text.codePointAt(at) as number;
        const next = at + (point > 0xffff ? 2 : 1);
        const id = idByCodePoint.get(point) ?? unknown;
        if (id === undefined) throw unknownCharacter(text.slice(at, next), at, characters);
        sink.add(id, at, next);
        at = next;
      }
    },
    tokenOf: (id) => characters[id],
    idOf: (token) => ids.get(token),
    decoder: (): DecodeStream => ({ push: (id) => characters[id] as string, end: () => '' }),
  };
}

function unknownCharacter(character: string, at: number, characters: readonly string[]): ArgumentError {
  const point = codePoint(character).toString(16).toUpperCase().padStart(4, '0');
  return new ArgumentError('A character is not in the vocabulary', {
    expected: `one of the ${characters.length} characters the tokenizer was trained on`,
    received: `${JSON.stringify(character)} (U+${point}) at ${at}`,
    hint: 'Train the tokenizer on all texts, or give it an unknownToken.',
  });
}

function halfCharacter(): ArgumentError {
  return new ArgumentError('The text holds half of a surrogate pair', {
    expected: 'well-formed text',
    hint: 'Pass text.toWellFormed().',
  });
}

function codePoint(character: string): number {
  return character.codePointAt(0) as number;
}
