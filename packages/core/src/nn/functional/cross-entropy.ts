import { ArgumentError } from '../../errors/index.ts';
import type { Tensor } from '../../ir/index.ts';
import { add } from '../../ops/add.ts';
import { cast } from '../../ops/cast.ts';
import { divide } from '../../ops/divide.ts';
import { equal } from '../../ops/equal.ts';
import { expandDims } from '../../ops/expand-dims.ts';
import { gatherElements } from '../../ops/gather-elements.ts';
import { multiply } from '../../ops/multiply.ts';
import { notEqual } from '../../ops/not-equal.ts';
import { reduceMean } from '../../ops/reduce-mean.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { reshape } from '../../ops/reshape.ts';
import { scalar } from '../../ops/constant.ts';
import { softmaxCrossEntropy } from '../../ops/softmax-cross-entropy.ts';
import { subtract } from '../../ops/subtract.ts';
import { where } from '../../ops/where.ts';

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions {
  /** Labels with this value do not count. @default -100 */
  readonly ignoreIndex?: number;
  /** Weight of every label, `f32[rows…]`, beside `ignoreIndex`; 0 leaves a label out. @default 1 */
  readonly weights?: Tensor | undefined;
  /** Share of the target probability that is spread evenly over all classes, in [0, 1). @default 0 */
  readonly labelSmoothing?: number;
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
 * @throws {ArgumentError} when `labelSmoothing` is outside [0, 1)
 * @example
 * ```ts
 * import { compile, crossEntropy, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ logits, labels }: { logits: Tensor; labels: Tensor }) => ({ mean: crossEntropy(logits, labels).mean }),
 *   { backend: referenceBackend() },
 * );
 * // Two tokens of a vocabulary of 2; −100 does not count.
 * const { mean } = await run({
 *   logits: hostTensor('f32', [0, 0, 0, 0], [1, 2, 2]),
 *   labels: hostTensor('i64', [1, -100], [1, 2]),
 * });
 * (await mean.read()).data; // => Float32Array [0.6931]
 * ```
 */
export function crossEntropy(
  logits: Tensor,
  labels: Tensor,
  { ignoreIndex = -100, weights, labelSmoothing = 0 }: CrossEntropyOptions = {},
): WeightedMean {
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new ArgumentError('crossEntropy: labelSmoothing is out of range', {
      expected: 'a number in [0, 1)',
      received: `${labelSmoothing}`,
    });
  }
  const counts = notEqual(labels, ignoreIndex);
  const known = where(counts, labels, scalar(0, labels.dtype));
  const { loss } = softmaxCrossEntropy(logits, known);
  const rows = labelSmoothing === 0 ? loss : add(loss, multiply(advantage(logits, known), labelSmoothing));
  // Sixteen bits can neither count many rows nor hold their sum.
  const dtype = logits.dtype === 'f64' ? 'f64' : 'f32';
  const own = cast(counts, dtype);
  const used = weights === undefined ? own : multiply(own, weights);
  const weight = reduceSum(used);
  const total = reduceSum(multiply(where(counts, cast(rows, dtype), scalar(0, dtype)), used));
  return { mean: divide(total, where(equal(weight, 0), 1, weight)), weight };
}

/** By how much the label's logit exceeds the mean: `(1 − ε) nll + ε mean(nll of every class) = nll + ε advantage`. */
function advantage(logits: Tensor, labels: Tensor): Tensor {
  const picked = gatherElements(logits, expandDims(labels, -1));
  return reshape(subtract(picked, reduceMean(logits, -1, { keepDims: true })), labels.shape);
}
