import type { LanguageModel } from '@fm/core';
import type { LabelCodec } from '../task/label-codec.ts';

/** Probability of each label, all words of a label together, among the labels alone: `[labels]`, sum 1. */
export async function labelProbabilities<Label extends string>({
  model,
  labels: { labels, verbalizers },
  prefix,
  signal,
}: {
  readonly model: Pick<LanguageModel, 'scoreContinuations'>;
  readonly labels: LabelCodec<Label>;
  readonly prefix: string;
  readonly signal: AbortSignal | undefined;
}): Promise<readonly number[]> {
  const words = labels.flatMap((label, index) =>
    verbalizers[label].map((word) => ({ index, word: ` ${word}` })),
  );
  const scores = await model.scoreContinuations(
    prefix,
    words.map(({ word }) => word),
    { ...(signal && { signal }) },
  );
  const largest = Math.max(...scores.map(({ logProb }) => logProb));
  const weights = labels.map(() => 0);
  for (const [i, { index }] of words.entries()) {
    weights[index] = (weights[index] as number) + Math.exp((scores[i]?.logProb ?? Number.NaN) - largest);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** `−Σ p ln p` of a distribution, in nats. */
export function entropy(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

/** Entropy of the labels predicted most often (GlobalE) and mean entropy of the predictions (LocalE), in nats. */
export function entropies(predictions: readonly (readonly number[])[]): {
  readonly globalEntropy: number;
  readonly localEntropy: number;
} {
  const shares = (predictions[0] ?? []).map(() => 0);
  for (const each of predictions) {
    const label = each.indexOf(Math.max(...each));
    shares[label] = (shares[label] as number) + 1 / predictions.length;
  }
  return {
    globalEntropy: entropy(shares),
    localEntropy: predictions.reduce((sum, each) => sum + entropy(each), 0) / predictions.length,
  };
}
