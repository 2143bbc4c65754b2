import { ArgumentError } from '@fm/core';
import type { TokenSequence } from '../data/token-sequence.ts';

/** The two parts of a data set. */
export interface NgramData {
  /** What n-grams are counted in. */
  readonly training: TokenSequence;
  /** What is predicted. */
  readonly validation: TokenSequence;
}

/**
 * Cross-entropy of the validation tokens under an n-gram model with add-one smoothing, counted on the training tokens:
 * `p(token | context) = (count(context, token) + 1) / (count(context) + V)`, in nats a token. The contexts reach across
 * document borders. A trained model that does not beat the trigram has learned little.
 *
 * @param order - 1 for unigrams, 2 for bigrams, 3 for trigrams
 * @throws {ArgumentError} when a part has fewer tokens than `order`
 * @example
 * ```ts
 * import { ngramCrossEntropy } from '@fm/lm';
 *
 * const training = { ids: Uint16Array.of(0, 1, 0, 1), vocabularySize: 2 };
 * const validation = { ids: Uint16Array.of(0, 1), vocabularySize: 2 };
 * ngramCrossEntropy({ training, validation }, 2).toFixed(4); // => '0.2877'
 * ```
 */
export function ngramCrossEntropy({ training, validation }: NgramData, order: number): number {
  const vocabulary = Math.max(training.vocabularySize, validation.vocabularySize);
  for (const { ids } of [training, validation]) {
    if (!Number.isInteger(order) || order < 1 || ids.length < order) {
      throw new ArgumentError('There is too little text for this order', {
        expected: 'a positive order, and at least as many tokens in both parts',
        received: `order ${order} and ${ids.length} tokens`,
      });
    }
  }
  if (vocabulary ** order > Number.MAX_SAFE_INTEGER) {
    throw new ArgumentError('The vocabulary is too large for this order', {
      expected: `at most ${Math.floor(Number.MAX_SAFE_INTEGER ** (1 / order))} tokens`,
      received: `${vocabulary}`,
    });
  }
  const grams = new Map<number, number>();
  const contexts = new Map<number, number>();
  for (const gram of ngrams(training.ids, order, vocabulary)) {
    count(grams, gram);
    count(contexts, Math.floor(gram / vocabulary));
  }
  let total = 0;
  for (const gram of ngrams(validation.ids, order, vocabulary)) {
    const seen = contexts.get(Math.floor(gram / vocabulary)) ?? 0;
    total -= Math.log(((grams.get(gram) ?? 0) + 1) / (seen + vocabulary));
  }
  return total / (validation.ids.length - order + 1);
}

/** Every run of `order` ids as one number in base `vocabulary`, first id highest. */
function* ngrams(ids: ArrayLike<number>, order: number, vocabulary: number): Generator<number> {
  const modulus = vocabulary ** (order - 1);
  let gram = 0;
  for (let i = 0; i < ids.length; i++) {
    gram = (gram % modulus) * vocabulary + (ids[i] as number);
    if (i >= order - 1) yield gram;
  }
}

function count(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
