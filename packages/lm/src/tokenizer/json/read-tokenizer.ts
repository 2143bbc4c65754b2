import { FormatError, type Tokenizer, UnsupportedError } from '@fm/core';
import { z } from 'zod';
import { byteTokenizer } from '../byte/byte-tokenizer.ts';
import { byteAlphabet, type ByteTokenizerJson, byteTokenizerSchema } from '../byte/byte-tokenizer-json.ts';
import { fromCharacters } from '../character/character-tokenizer.ts';
import {
  type CharacterTokenizerJson,
  characterTokenizerSchema,
} from '../character/character-tokenizer-json.ts';
import type { AddedToken } from './added-token.ts';

const anyTokenizer = z.object({ version: z.string(), model: z.object({ type: z.string().optional() }) });

/** Options of {@link readTokenizer}. */
export interface ReadTokenizerOptions {
  /** The special token that ends a text; the file does not say. @default `<|endoftext|>` where it is special */
  readonly endOfText?: string;
}

/**
 * The tokenizer that a parsed `tokenizer.json` describes: what `JSON.stringify(tokenizer)` of a character or byte
 * tokenizer wrote, in the format of Hugging Face's tokenizers.
 *
 * @throws {FormatError} when it is no tokenizer file, or a damaged one
 * @throws {UnsupportedError} when it describes another kind of tokenizer
 * @example
 * ```ts
 * import { characterTokenizer, readTokenizer } from '@fm/lm/tokenizer';
 *
 * const saved = JSON.stringify(characterTokenizer('to be or not to be'));
 * readTokenizer(JSON.parse(saved)).decode([6, 4]); // => 'to'
 * ```
 */
export function readTokenizer(json: unknown, options: ReadTokenizerOptions = {}): Tokenizer {
  const file = anyTokenizer.safeParse(json);
  if (!file.success) throw damaged(z.prettifyError(file.error), file.error);
  const character = characterTokenizerSchema.safeParse(json);
  if (character.success) return readCharacters(character.data, options);
  const byte = byteTokenizerSchema.safeParse(json);
  if (byte.success) return readBytes(byte.data, options);
  throw new UnsupportedError('The tokenizer file describes a kind of tokenizer that is not supported', {
    expected: 'characters (WordLevel after a split into characters) or bytes (ByteLevel BPE without merges)',
    received: `model ${file.data.model.type ?? 'without a type'}`,
  });
}

function readCharacters(
  { model, added_tokens }: CharacterTokenizerJson,
  options: ReadTokenizerOptions,
): Tokenizer {
  const special = specialTokensInOrder(added_tokens);
  const characters = ordered(model.vocab, special);
  if (characters.some((character) => [...character].length !== 1))
    throw damaged('a token has more than one character');
  return fromCharacters(characters, {
    ...options,
    specialTokens: special,
    ...(model.unk_token === '' ? {} : { unknownToken: model.unk_token }),
  });
}

function readBytes({ model, added_tokens }: ByteTokenizerJson, options: ReadTokenizerOptions): Tokenizer {
  const special = specialTokensInOrder(added_tokens);
  const alphabet = byteAlphabet();
  const tokens = ordered(model.vocab, special);
  if (tokens.length !== 256 || tokens.some((token, byte) => token !== alphabet[byte])) {
    throw new UnsupportedError('The byte vocabulary is not in the order of the bytes', {
      expected: 'token ids 0 to 255 for bytes 0 to 255',
    });
  }
  return byteTokenizer({ ...options, specialTokens: special });
}

function specialTokensInOrder(tokens: readonly AddedToken[]): readonly string[] {
  return tokens.toSorted((a, b) => a.id - b.id).map((token) => token.content);
}

/** The ordinary tokens in the order of their ids, which special tokens must follow without a gap. */
function ordered(
  vocabulary: Readonly<Record<string, number>>,
  special: readonly string[],
): readonly string[] {
  const tokens = Object.entries(vocabulary).toSorted(([, a], [, b]) => a - b);
  if (tokens.some(([, id], index) => id !== index)) throw damaged('ids are not 0, 1, 2, …');
  const ordinary = tokens.slice(0, tokens.length - special.length).map(([token]) => token);
  const rest = tokens.slice(ordinary.length).map(([token]) => token);
  if (rest.some((token, i) => token !== special[i]))
    throw damaged('special tokens are not at the end of the vocabulary');
  return ordinary;
}

function damaged(received: string, cause?: unknown): FormatError {
  return new FormatError('This is not a tokenizer file', {
    expected: 'the content of a tokenizer.json',
    received,
    hint: 'Write it again with JSON.stringify(tokenizer).',
    cause,
  });
}
