/** A quality measure over a stream of observations: loss, accuracy, F1, perplexity. */
export interface Metric<Observation> {
  /** Name for reports, for example `exact match`. */
  readonly name: string;
  /** Which direction is better. */
  readonly goal: 'minimize' | 'maximize';
  /** A fresh, independent count. */
  start(): MetricAccumulator<Observation>;
}

/** A running count of a {@link Metric}. */
export interface MetricAccumulator<Observation> {
  /** Counts one more observation. */
  add(observation: Observation): void;
  /** The value so far; `NaN` before the first observation. */
  value(): number;
}
