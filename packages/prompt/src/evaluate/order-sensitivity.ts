import { ArgumentError, type Metric } from '@fm/core';
import { candidateOrders } from '../order/candidate-orders.ts';
import type { Example } from '../task/example.ts';
import { metricOver } from './bootstrap.ts';
import { evaluate, type Program } from './evaluate.ts';
import type { Observation } from './observation.ts';

/** Options of {@link orderSensitivity}. */
export interface OrderSensitivityOptions<Input, Expected, Output> {
  /** What is put into different orders. */
  readonly demonstrations: readonly Example<Input, Expected>[];
  /** The program that shows demonstrations in the given order. */
  readonly program: (demonstrations: readonly Example<Input, Expected>[]) => Program<Input, Output>;
  readonly dataset: readonly Example<Input, Expected>[];
  readonly metric: Metric<NoInfer<Observation<Input, Expected, Output>>>;
  /** Most orders tried: all of them if there are no more, else different ones at random. @default 24 */
  readonly maxOrders?: number;
  /** Of the random orders. @default 0 */
  readonly seed?: number;
  /** Examples at once. @default 4 */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/** How much the order of demonstrations matters. */
export interface OrderSensitivity {
  /** Indices of the demonstrations, and the metric's value in that order. */
  readonly orders: readonly { readonly order: readonly number[]; readonly value: number }[];
  readonly best: number;
  readonly worst: number;
  readonly mean: number;
  /** Of the orders tried, with divisor n. */
  readonly standardDeviation: number;
}

/**
 * Evaluates a program in many orders of its demonstrations: a result that holds in one order only is luck.
 *
 * @throws {ArgumentError} when `maxOrders` is no positive integer
 * @see https://arxiv.org/abs/2104.08786
 * @example
 * ```ts
 * import { exactMatch, orderSensitivity } from '@fm/prompt';
 *
 * // A program that repeats the answer it was shown last.
 * const { best, worst, orders } = await orderSensitivity({
 *   demonstrations: [
 *     { input: 'Lovely.', output: 'good' },
 *     { input: 'Dull.', output: 'bad' },
 *   ],
 *   program: (shown) => () => shown.at(-1)?.output ?? '',
 *   dataset: [{ input: 'A joy.', output: 'good' }],
 *   metric: exactMatch(),
 * });
 * [best, worst]; // => [1, 0]
 * orders; // => [{ order: [0, 1], value: 0 }, { order: [1, 0], value: 1 }]
 * ```
 */
export async function orderSensitivity<
  Input,
  Expected,
  // As in `evaluate`: the metric is looked at before the program.
  // oxlint-disable-next-line typescript/no-explicit-any
  Output = any,
>({
  demonstrations,
  program,
  dataset,
  metric,
  maxOrders = 24,
  seed = 0,
  concurrency = 4,
  signal,
}: OrderSensitivityOptions<Input, Expected, Output>): Promise<OrderSensitivity> {
  if (!Number.isInteger(maxOrders) || maxOrders < 1) {
    throw new ArgumentError('orderSensitivity: maxOrders is out of range', {
      expected: 'an integer ≥ 1',
      received: `${maxOrders}`,
    });
  }
  const orders: { order: readonly number[]; value: number }[] = [];
  for (const order of candidateOrders(demonstrations.length, { most: maxOrders, seed })) {
    const ordered = order.map((i) => demonstrations[i] as Example<Input, Expected>);
    const { observations } = await evaluate({
      dataset,
      program: program(ordered),
      metrics: [],
      concurrency,
      ...(signal && { signal }),
    }).result;
    orders.push({ order, value: metricOver(metric, observations) });
  }
  const values = orders.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return {
    orders,
    best: metric.goal === 'maximize' ? most : least,
    worst: metric.goal === 'maximize' ? least : most,
    mean,
    standardDeviation: Math.sqrt(variance),
  };
}
