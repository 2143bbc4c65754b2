import { ArgumentError, type ProgressEvent } from '@fm/core';
import { type Unigram, unigram } from '../../models/unigram/unigram.ts';
import type { ModelTrainer } from '../model-trainer.ts';
import { requireInteger } from '../require-integer.ts';
import type { WordCounts } from '../words/word-counts.ts';
import { expectedCounts } from './expected-counts.ts';
import { finalPieces } from './final-pieces.ts';
import { type FlatWords, flatWords } from './flat-words.ts';
import { maximize } from './maximize.ts';
import { PieceLattice } from './piece-lattice.ts';
import type { Pieces } from './pieces.ts';
import { prune } from './prune.ts';
import { seedPieces } from './seed-pieces.ts';

/** Options of {@link unigramTrainer}. */
export interface UnigramTrainerOptions {
  /** Tokens in all, special ones included. @default 8000 */
  readonly vocabularySize?: number;
  /** Characters to have although no text has them; only the first character of each string counts. @default none */
  readonly initialAlphabet?: Iterable<string>;
  /** Token of characters without a piece; put first unless it is a special token. @default none */
  readonly unknownToken?: string;
  /** Share of the pieces that stays in each round, in (0, 1). @default 0.75 */
  readonly shrinkingFactor?: number;
  /** Rounds of expectation and maximisation before each pruning. @default 2 */
  readonly subIterations?: number;
  /** Characters that a piece may have. @default 16 */
  readonly maximumPieceLength?: number;
  /** Pieces to start from at most. @default 1000000 */
  readonly seedSize?: number;
}

/** How much larger than asked for the vocabulary stays until the end. */
const surplus = 1.1;

/**
 * Learns pieces and their probabilities: starts from repeated substrings, and alternates between estimating
 * probabilities (EM) and dropping the pieces that matter least.
 *
 * @throws {ArgumentError} when an option is out of range; while training, when the vocabulary cannot hold all characters
 * @see Kudo, "Subword regularization", arXiv:1804.10959
 * @example
 * ```ts
 * import { trainTokenizer, unigramTrainer, whitespaceSplit } from '@fm/lm/tokenizer';
 *
 * const recipe = { model: unigramTrainer({ vocabularySize: 9 }), preTokenizer: whitespaceSplit() };
 * const tokenizer = await trainTokenizer(['low low low lower lowest'], recipe).result;
 * tokenizer.encode('lowest').tokens; // => ['lowe', 's', 't']
 * ```
 */
export function unigramTrainer(options: UnigramTrainerOptions = {}): ModelTrainer<Unigram> {
  const { vocabularySize = 8000, initialAlphabet = [], unknownToken } = options;
  const {
    shrinkingFactor = 0.75,
    subIterations = 2,
    maximumPieceLength = 16,
    seedSize = 1_000_000,
  } = options;
  requireInteger('vocabularySize', vocabularySize, 1);
  requireInteger('subIterations', subIterations, 1);
  requireInteger('maximumPieceLength', maximumPieceLength, 1);
  requireInteger('seedSize', seedSize, 1);
  if (!(shrinkingFactor > 0 && shrinkingFactor < 1)) {
    throw new ArgumentError('shrinkingFactor is out of range', {
      expected: 'a number in (0, 1)',
      received: `${shrinkingFactor}`,
    });
  }
  return Object.freeze({
    *train(wordCounts: WordCounts, specialTokens: readonly string[]): Generator<ProgressEvent, Unigram> {
      const unknownAt =
        unknownToken === undefined ? undefined : Math.max(0, specialTokens.indexOf(unknownToken));
      const first =
        unknownToken === undefined || specialTokens.includes(unknownToken)
          ? specialTokens
          : [unknownToken, ...specialTokens];
      const words = flatWords(wordCounts);
      const alphabet = requiredCharacters(words, initialAlphabet);
      const size = vocabularySize - first.length;
      if (alphabet.length > size) throw tooSmall(alphabet.length + first.length, vocabularySize);
      const seeds = yield* seedPieces(words, { maximumPieceLength, seedSize });
      const target = Math.floor(vocabularySize * surplus);
      const pieces = yield* estimate(words, seeds, { target, shrinkingFactor, subIterations });
      const chosen = finalPieces(words, pieces, { size, alphabet, taken: new Set(first) });
      const special = first.map((token): readonly [string, number] => [token, 0]);
      return unigram([...special, ...chosen], { unknownId: unknownAt });
    },
  });
}

interface EstimateOptions {
  readonly target: number;
  readonly shrinkingFactor: number;
  readonly subIterations: number;
}

function* estimate(
  words: FlatWords,
  seeds: Pieces,
  { target, shrinkingFactor, subIterations }: EstimateOptions,
): Generator<ProgressEvent, Pieces> {
  const rounds =
    1 + Math.max(0, Math.trunc(Math.log(target / seeds.order.length) / Math.log(shrinkingFactor)));
  let completed = 0;
  const progress = (size: number, total = Math.max(completed, rounds * subIterations)): ProgressEvent => ({
    type: 'progress',
    task: 'estimate pieces',
    completed,
    total,
    unit: 'iterations',
    values: { pieces: size },
  });
  yield progress(seeds.order.length);
  const lattice = new PieceLattice(words, seeds);
  let pieces = seeds;
  for (;;) {
    for (let i = 0; i < subIterations; i++) {
      pieces = maximize(pieces, expectedCounts(lattice, pieces));
      lattice.keep(pieces);
      completed++;
      yield progress(pieces.order.length);
    }
    if (pieces.order.length <= target) break;
    const pruned = prune(
      lattice,
      pieces,
      Math.max(target, Math.trunc(pieces.order.length * shrinkingFactor)),
    );
    // What has no other cut is never dropped: then this is as small as it gets.
    if (pruned.order.length === pieces.order.length) break;
    pieces = pruned;
    lattice.keep(pieces);
    yield progress(pieces.order.length);
  }
  yield progress(pieces.order.length, completed);
  return pieces;
}

/** Code points that must be in the vocabulary, in ascending order. */
function requiredCharacters(
  { characters, starts, counts }: FlatWords,
  initialAlphabet: Iterable<string>,
): readonly number[] {
  const found = new Set<number>();
  for (const text of initialAlphabet) {
    const character = text.codePointAt(0);
    if (character !== undefined) found.add(character);
  }
  for (let word = 0; word < counts.length; word++)
    for (let i = starts[word]!; i < starts[word + 1]! - 1; i++) found.add(characters[i]!);
  return [...found].sort((a, b) => a - b);
}

function tooSmall(required: number, vocabularySize: number): ArgumentError {
  return new ArgumentError('The vocabulary is too small for all characters', {
    expected: `vocabularySize of at least ${required}`,
    received: `${vocabularySize}`,
    hint: 'Raise vocabularySize, or normalise the texts so that they have fewer characters.',
  });
}
