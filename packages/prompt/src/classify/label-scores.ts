/** A word for a label, as the model scores it. */
export interface WordScore {
  readonly word: string;
  /** Sum over its tokens (or, for `'channel'`, over the input's), in nats. */
  readonly logProb: number;
  /** Number of tokens that were scored. */
  readonly tokens: number;
  /** What counts of it: the sum, or the mean. */
  readonly score: number;
}

/** A label, as the model scores it: before any calibration. */
export interface LabelScore<Label extends string = string> {
  readonly label: Label;
  /** `log Σ exp(score)` over its words: for sums, the logarithm of the probability of any of them. */
  readonly score: number;
  readonly words: readonly WordScore[];
}

/** `log Σ exp(x)`, without overflow. */
export function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

/** `x − log Σ exp(x)`: logarithms of probabilities. */
export function logSoftmax(values: readonly number[]): readonly number[] {
  const total = logSumExp(values);
  return values.map((value) => value - total);
}

/** `log (1/n Σ p)` for each label, over lists of scores. */
export function logMeanProbabilities(scores: readonly (readonly number[])[]): readonly number[] {
  const logs = scores.map(logSoftmax);
  return (logs[0] ?? []).map(
    (_, label) => logSumExp(logs.map((row) => row[label] as number)) - Math.log(logs.length),
  );
}
