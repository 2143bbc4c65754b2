import type { Tensor } from '../../ir/index.ts';
import { cast } from '../../ops/cast.ts';
import { divide } from '../../ops/divide.ts';
import { equal } from '../../ops/equal.ts';
import { multiply } from '../../ops/multiply.ts';
import { notEqual } from '../../ops/not-equal.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { scalar } from '../../ops/constant.ts';
import { softmaxCrossEntropy } from '../../ops/softmax-cross-entropy.ts';
import { where } from '../../ops/where.ts';

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions {
  /** Labels with this value do not count. @default -100 */
  readonly ignoreIndex?: number;
  /** Weight of every label, `f32[rows…]`, beside `ignoreIndex`; 0 leaves a label out. @default 1 */
  readonly weights?: Tensor | undefined;
}

/** A mean and what it was taken over. */
export interface WeightedMean {
  /** Scalar: the weighted mean in nats; 0 where nothing counts. */
  readonly mean: Tensor;
  /** Scalar `f32[]`: the sum of the weights. */
  readonly weight: Tensor;
}

/**
 * Mean negative log-probability of the labels: `Σ wᵢ · (log Σ e^logitsᵢ − logitsᵢ[labelᵢ]) / Σ wᵢ`.
 *
 * @param logits - `[rows…, classes]`, float
 * @param labels - `[rows…]`, `i64` or `i32`, each in `[0, classes)` or equal to `ignoreIndex`
 * @throws {ShapeError} when labels or weights do not fit the logits
 * @example
 * ```ts
 * import { crossEntropy, input } from '@fm/core';
 *
 * const { mean } = crossEntropy(input('f32', [2, 5, 50]), input('i64', [2, 5]));
 * String(mean); // => 'f32[]'
 * ```
 */
export function crossEntropy(
  logits: Tensor,
  labels: Tensor,
  { ignoreIndex = -100, weights }: CrossEntropyOptions = {},
): WeightedMean {
  const counts = notEqual(labels, ignoreIndex);
  const known = where(counts, labels, scalar(0, labels.dtype));
  const { loss } = softmaxCrossEntropy(logits, known);
  const own = cast(counts, logits.dtype);
  const used = weights === undefined ? own : multiply(own, weights);
  const weight = reduceSum(used);
  return { mean: divide(reduceSum(multiply(loss, used)), where(equal(weight, 0), 1, weight)), weight };
}
