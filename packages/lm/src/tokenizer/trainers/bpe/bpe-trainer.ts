import type { ProgressEvent } from '@fm/core';
import { type Bpe, bpe } from '../../models/bpe/bpe.ts';
import type { ModelTrainer } from '../model-trainer.ts';
import { requireInteger } from '../require-integer.ts';
import type { WordCounts } from '../words/word-counts.ts';
import { learnMerges, type Merge } from './learn-merges.ts';
import { TokenTable } from './token-table.ts';
import { wordSymbols } from './word-symbols.ts';

/** What BPE and WordPiece training have in common. */
export interface MergeTrainerOptions {
  /** Tokens in all, special ones included; fewer where nothing is left to merge. @default 30000 */
  readonly vocabularySize?: number;
  /** A pair must occur this often to be merged. @default 0 */
  readonly minimumFrequency?: number;
  /** Characters to have although no text has them; only the first character of each string counts. @default none */
  readonly initialAlphabet?: Iterable<string>;
  /** Keep this many characters, the most frequent; others are left out of the words. @default all */
  readonly limitAlphabet?: number;
  /**
   * Stands in the vocabulary before what continues a word.
   *
   * @default '' for BPE, '##' for WordPiece
   */
  readonly continuingSubwordPrefix?: string;
  /** Stands in the vocabulary behind what ends a word, for example `</w>`. @default '' */
  readonly endOfWordSuffix?: string;
  /** Do not make a merged token of this many characters or more out of another one. @default no limit */
  readonly maximumTokenLength?: number;
}

/** Options of {@link bpeTrainer}. */
export interface BpeTrainerOptions extends MergeTrainerOptions {
  /**
   * Have a token for each byte, `<0x00>` … `<0xFF>`, behind the special tokens, and spell unknown characters with
   * them.
   *
   * @default false
   */
  readonly byteFallback?: boolean;
  /** Token of characters that are not in the vocabulary. @default none: they are left out */
  readonly unknownToken?: string;
  /** Make one unknown token of neighbouring unknown characters. @default false */
  readonly fuseUnknown?: boolean;
}

/**
 * Learns byte-pair merges: the same as Hugging Face's tokenizers learns from the same words with the same settings,
 * ties included.
 *
 * Two things that depend on chance there have an order here: the ids of characters with a prefix or suffix ascend with
 * the characters, and where `limitAlphabet` falls between equally frequent characters the smaller ones stay.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units", arXiv:1508.07909
 * @example
 * ```ts
 * import { bpeTrainer, trainTokenizer, whitespaceSplit } from '@fm/lm/tokenizer';
 *
 * const recipe = { model: bpeTrainer({ vocabularySize: 9 }), preTokenizer: whitespaceSplit() };
 * const tokenizer = await trainTokenizer(['low lower lowest'], recipe).result;
 * tokenizer.encode('lowest').tokens; // => ['low', 'e', 's', 't']
 * ```
 */
export function bpeTrainer(options: BpeTrainerOptions = {}): ModelTrainer<Bpe> {
  checkMergeOptions(options);
  const { byteFallback = false, unknownToken, fuseUnknown = false } = options;
  const { continuingSubwordPrefix = '', endOfWordSuffix = '' } = options;
  return Object.freeze({
    *train(words: WordCounts, specialTokens: readonly string[]): Generator<ProgressEvent, Bpe> {
      const first = byteFallback ? [...specialTokens, ...byteTokens()] : specialTokens;
      const { entries, merges } = yield* trainMerges(words, first, options);
      return bpe(entries, merges, {
        ...(unknownToken === undefined ? {} : { unknownToken }),
        fuseUnknown,
        byteFallback,
        continuingSubwordPrefix,
        endOfWordSuffix,
      });
    },
  });
}

/** @throws {ArgumentError} when an option is out of range */
export function checkMergeOptions({
  vocabularySize,
  minimumFrequency,
  limitAlphabet,
  maximumTokenLength,
}: MergeTrainerOptions): void {
  if (vocabularySize !== undefined) requireInteger('vocabularySize', vocabularySize, 1);
  if (minimumFrequency !== undefined) requireInteger('minimumFrequency', minimumFrequency, 0);
  if (limitAlphabet !== undefined) requireInteger('limitAlphabet', limitAlphabet, 0);
  if (maximumTokenLength !== undefined) requireInteger('maximumTokenLength', maximumTokenLength, 1);
}

/** What training found. */
export interface LearnedMerges {
  readonly entries: ReadonlyMap<string, number>;
  readonly merges: readonly Merge[];
}

/** Spells the words with characters and learns merges; the vocabulary begins with `firstTokens`. */
export function* trainMerges(
  words: WordCounts,
  firstTokens: readonly string[],
  {
    vocabularySize = 30_000,
    minimumFrequency = 0,
    continuingSubwordPrefix = '',
    maximumTokenLength = Number.POSITIVE_INFINITY,
    ...spelling
  }: MergeTrainerOptions,
): Generator<ProgressEvent, LearnedMerges> {
  const table = new TokenTable();
  for (const token of firstTokens) table.add(token);
  const symbols = wordSymbols(words, table, { continuingSubwordPrefix, ...spelling });
  const merges = yield* learnMerges(symbols, table, {
    vocabularySize,
    minimumFrequency,
    continuingSubwordPrefix,
    maximumTokenLength,
  });
  return { entries: table.ids, merges };
}

function byteTokens(): readonly string[] {
  return Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
}
