import { FormatError } from '@fm/core';
import { wordPieceDecoder } from '../decoders/word-piece.ts';
import { wordPiece } from '../models/wordpiece/word-piece.ts';
import { bertNormalizer, type BertNormalizerOptions } from '../normalizers/bert.ts';
import { bertProcessing } from '../post-processors/bert.ts';
import { bertPreTokenizer } from '../pre-tokenizers/bert.ts';
import { TextTokenizer } from '../text-tokenizer.ts';
import { fileLines } from './file-lines.ts';

/** Options of {@link readWordPieceVocabulary}: what BERT does to a text first, and how its control tokens are spelled. */
export interface WordPieceVocabularyOptions extends BertNormalizerOptions {
  /** @default '[UNK]' */
  readonly unknownToken?: string;
  /** Put before each text. @default '[CLS]' */
  readonly classToken?: string;
  /** Put behind each text. @default '[SEP]' */
  readonly separatorToken?: string;
  /** @default '[PAD]' */
  readonly padToken?: string;
  /** @default '[MASK]' */
  readonly maskToken?: string;
  /** What tokens inside a word begin with. @default '##' */
  readonly continuingSubwordPrefix?: string;
}

/**
 * The BERT tokenizer of a `vocab.txt`: one token per line, whose number from 0 is its id.
 *
 * @throws {FormatError} when the file lacks the unknown, class or separator token
 * @example
 * ```ts
 * import { readWordPieceVocabulary } from '@fm/lm/tokenizer';
 *
 * const tokenizer = readWordPieceVocabulary('[UNK]\n[CLS]\n[SEP]\ntree\n##s\n');
 * tokenizer.encode('Trees').ids; // => Uint32Array [1, 3, 4, 2]
 * ```
 */
export function readWordPieceVocabulary(
  file: string,
  options: WordPieceVocabularyOptions = {},
): TextTokenizer {
  const { unknownToken = '[UNK]', classToken = '[CLS]', separatorToken = '[SEP]' } = options;
  const { padToken = '[PAD]', maskToken = '[MASK]', continuingSubwordPrefix = '##' } = options;
  const entries = new Map(fileLines(file, 'vocab.txt').map((line, id) => [line.trimEnd(), id]));
  const idOf = (token: string): number => {
    const id = entries.get(token);
    if (id !== undefined) return id;
    throw new FormatError('The vocabulary lacks a control token', {
      expected: `a line with ${token}`,
      hint: 'Say in the options how the file spells its control tokens.',
    });
  };
  idOf(unknownToken);
  const special = [padToken, unknownToken, classToken, separatorToken, maskToken];
  return new TextTokenizer(
    {
      normalizer: bertNormalizer(options),
      preTokenizer: bertPreTokenizer(),
      model: wordPiece(entries, { unknownToken, continuingSubwordPrefix }),
      postProcessor: bertProcessing({
        sep: [separatorToken, idOf(separatorToken)],
        cls: [classToken, idOf(classToken)],
      }),
      decoder: wordPieceDecoder({ prefix: continuingSubwordPrefix }),
      addedTokens: special
        .filter((token) => entries.has(token))
        .map((content) => ({ content, special: true })),
    },
    { padToken },
  );
}
