import { ArgumentError, type ChatUsage, type Metric, type ProgressEvent } from '@fm/core';
import { fingerprintOf } from '../rendered/fingerprint.ts';
import { running, type Running } from '../running/running.ts';
import type { Example } from '../task/example.ts';
import {
  type BootstrapOptions,
  checkBootstrap,
  type CheckedBootstrapOptions,
  metricOver,
  percentileInterval,
  quantile,
  resampledIndices,
} from './bootstrap.ts';
import type { EvaluationReport, MetricReport } from './evaluation-report.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { Observation } from './observation.ts';

/** Anything that turns an input into an output: a prompt with a model, a chain, a plain function. */
export type Program<Input, Output> = (input: Input, context: ProgramContext) => Output | Promise<Output>;

/** What a program gets beside its input. */
export interface ProgramContext {
  /** Place of the example in the data. */
  readonly index: number;
  readonly signal: AbortSignal;
  /** Adds what an answer cost to the example's account. */
  count(usage: ChatUsage): void;
}

/** Options of {@link evaluate}. */
export interface EvaluateOptions<Input, Expected, Output> extends BootstrapOptions {
  /** Name for the report. @default 'evaluation' */
  readonly name?: string;
  readonly dataset: readonly Example<Input, Expected>[];
  readonly program: Program<Input, Output>;
  readonly metrics: readonly Metric<NoInfer<Observation<Input, Expected, Output>>>[];
  /** Examples at once. @default 4 */
  readonly concurrency?: number;
  /** The output that counts when the program throws. @default the error ends the evaluation */
  readonly onError?: (error: unknown, example: Example<Input, Expected>) => Output;
  readonly signal?: AbortSignal;
}

/** A finished evaluation. */
export interface Evaluation<Input = unknown, Expected = unknown, Output = unknown> {
  /** In the order of the data. */
  readonly observations: readonly Observation<Input, Expected, Output>[];
  /** Everything worth keeping, as plain JSON. */
  readonly report: EvaluationReport;
}

/**
 * Runs a program on examples and measures it, each metric with a bootstrap interval (percentile method). Iterate for
 * progress; await `result`.
 *
 * @throws {ArgumentError} when there are no examples or an option is out of range
 * @example
 * ```ts
 * import { evaluate, exactMatch } from '@fm/prompt';
 *
 * const dataset = [
 *   { input: 'a', output: 'A' },
 *   { input: 'b', output: 'B' },
 * ];
 * const { report } = await evaluate({
 *   dataset,
 *   program: (letter) => letter.toUpperCase(),
 *   metrics: [exactMatch()],
 * }).result;
 * report.metrics[0]?.value; // => 1
 * ```
 * @see Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 13.3
 */
export function evaluate<
  Input,
  Expected,
  // The compiler looks at metrics before it infers this from the program: `unknown` would not fit them.
  // oxlint-disable-next-line typescript/no-explicit-any
  Output = any,
>(
  options: EvaluateOptions<Input, Expected, Output>,
): Running<ProgressEvent, Evaluation<Input, Expected, Output>> {
  const bootstrap = checkBootstrap(options);
  if (options.dataset.length === 0) throw new ArgumentError('evaluate: there are no examples');
  return running({
    signal: options.signal,
    run: (signal) => observeAll(options, bootstrap, signal),
    cancelled() {
      throw new DOMException('The evaluation was left before its end', 'AbortError');
    },
  });
}

async function* observeAll<Input, Expected, Output>(
  options: EvaluateOptions<Input, Expected, Output>,
  bootstrap: CheckedBootstrapOptions,
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent, Evaluation<Input, Expected, Output>, undefined> {
  const { name = 'evaluation', dataset, metrics, concurrency = 4 } = options;
  const observations = Array.from<Observation<Input, Expected, Output>>({ length: dataset.length });
  const work = (
    example: Example<Input, Expected>,
    index: number,
  ): Promise<Observation<Input, Expected, Output>> => observe(example, index, options, signal);
  let completed = 0;
  for await (const { index, value } of mapConcurrently(dataset, work, concurrency)) {
    observations[index] = value;
    yield { type: 'progress', task: name, completed: ++completed, total: dataset.length, unit: 'examples' };
  }
  const report: EvaluationReport = {
    format: 'fm-evaluation',
    version: 1,
    name,
    dataset: { size: dataset.length, fingerprint: fingerprintOf(dataset) },
    metrics: measure(metrics, observations, bootstrap),
    latency: latencyOf(observations),
    usage: totalUsage(observations.map(({ usage }) => usage)),
    bootstrap,
  };
  return { observations, report };
}

async function observe<Input, Expected, Output>(
  example: Example<Input, Expected>,
  index: number,
  { program, onError }: EvaluateOptions<Input, Expected, Output>,
  signal: AbortSignal,
): Promise<Observation<Input, Expected, Output>> {
  signal.throwIfAborted();
  const { input, output: expected } = example;
  const counted: ChatUsage[] = [];
  const start = performance.now();
  let output: Output;
  try {
    output = await program(input, { index, signal, count: (usage) => void counted.push(usage) });
  } catch (error) {
    signal.throwIfAborted();
    if (onError === undefined) throw error;
    output = onError(error, example);
  }
  return { input, expected, output, latency: performance.now() - start, usage: totalUsage(counted) };
}

/** The value of each metric and its interval; all metrics see the same resamples. */
function measure<Observed>(
  metrics: readonly Metric<Observed>[],
  observations: readonly Observed[],
  bootstrap: CheckedBootstrapOptions,
): readonly MetricReport[] {
  const samples = metrics.map((): number[] => []);
  for (const indices of resampledIndices(observations.length, bootstrap))
    for (const [i, metric] of metrics.entries()) samples[i]?.push(metricOver(metric, observations, indices));
  return metrics.map((metric, i) => ({
    name: metric.name,
    goal: metric.goal,
    value: metricOver(metric, observations),
    interval: percentileInterval(samples[i] ?? [], bootstrap.confidence),
  }));
}

function latencyOf(observations: readonly Observation[]): EvaluationReport['latency'] {
  const sorted = observations.map(({ latency }) => latency).toSorted((a, b) => a - b);
  const mean = sorted.reduce((sum, latency) => sum + latency, 0) / sorted.length;
  return { mean, median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
}

/** Sums; unknown as soon as one part is. */
function totalUsage(usages: readonly ChatUsage[]): ChatUsage {
  const sum = (name: keyof ChatUsage): number | undefined =>
    usages.reduce<number | undefined>((total, { [name]: count }) => {
      return total === undefined || count === undefined ? undefined : total + count;
    }, 0);
  return { inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') };
}
