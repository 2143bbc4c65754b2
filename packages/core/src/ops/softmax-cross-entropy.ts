import { GraphError, ShapeError } from '../errors/index.ts';
import { applyOp, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { equalShapes, formatShape } from '../tensor/index.ts';
import { add } from './add.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';
import { expandDims } from './expand-dims.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import { reduceSum } from './reduce-sum.ts';
import { scatterElements } from './scatter-elements.ts';
import { softmaxOp } from './softmax.ts';
import { subtract } from './subtract.ts';

/**
 * `log Σ eˣ − x[label]` of every row, and the probabilities. The gradient `(probabilities − onehot) · cotangent` scatters
 * into the product, so there is neither a one-hot matrix nor a second softmax.
 */
export const softmaxCrossEntropyOp: OpDef = {
  name: 'softmaxCrossEntropy',
  infer([logits, labels]) {
    requireDomain('softmaxCrossEntropy', logits, 'float');
    if (
      !equalShapes(labels.shape, logits.shape.slice(0, -1)) ||
      (labels.dtype !== 'i64' && labels.dtype !== 'i32')
    ) {
      throw new ShapeError('softmaxCrossEntropy: the labels do not fit the logits', {
        expected: `i64${formatShape(logits.shape.slice(0, -1))} or i32, for logits ${formatType(logits)}`,
        received: formatType(labels),
        hint: 'Labels are class indices, one for every row of the logits.',
      });
    }
    return [{ dtype: logits.dtype, shape: labels.shape }, logits];
  },
  vjp({ inputs: [, labels], outputs: [, probabilities], cotangents: [lossCotangent, cotangent] }) {
    const parts: Tensor[] = [];
    if (lossCotangent !== undefined) {
      const row = expandDims(lossCotangent, -1); // [rows…, 1]
      const product = multiply(probabilities, row);
      parts.push(scatterElements(product, expandDims(labels, -1), negate(row), { reduction: 'add' }));
    }
    if (cotangent !== undefined) {
      const mean = reduceSum(multiply(cotangent, probabilities), -1, { keepDims: true });
      parts.push(multiply(probabilities, subtract(cotangent, mean)));
    }
    return [parts.reduce(add), undefined];
  },
  emit(context, inputs, { inputs: [logits, labels] }) {
    const [x = ''] = toKernel(context, [inputs[0]], logits.dtype);
    const [last, column, rows] = [
      context.ints([labels.rank]),
      context.shape([...labels.shape, 1]),
      context.shape(labels.shape),
    ];
    const largestOf = (name: string): string =>
      context.node('ReduceMax', [name, last], { attributes: { keepdims: { int: 0 } } });
    const probabilities = context.node('Softmax', [x], { attributes: { axis: { int: -1 } } });
    // The largest probability is e^max / Σ eˣ, at least 1 / classes: its logarithm is safe, and cheaper than ReduceLogSumExp.
    const logSumExp = context.node('Sub', [largestOf(x), context.node('Log', [largestOf(probabilities)])]);
    const index = context.node('Reshape', [inputs[1], column]);
    const picked = context.node('GatherElements', [x, index], { attributes: { axis: { int: -1 } } });
    const loss = context.node('Sub', [logSumExp, context.node('Reshape', [picked, rows])]);
    return [loss, probabilities].map((name) => fromKernel(context, name, logits.dtype));
  },
  evaluate(context) {
    const { inputs: [logits, labels] } = context; // prettier-ignore
    const classes = logits.shape.at(-1) as number;
    const [probabilities] = softmaxOp.evaluate({ ...context, attributes: { axis: logits.shape.length - 1 } });
    const loss = labels.data.map((label, row) => {
      if (label < 0 || label >= classes) {
        throw new GraphError('softmaxCrossEntropy: a label is out of range', {
          expected: `[0, ${classes})`,
          received: `${label}`,
        });
      }
      const values = logits.data.subarray(row * classes, (row + 1) * classes);
      const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
      return (
        largest +
        Math.log(values.reduce((sum, v) => sum + Math.exp(v - largest), 0)) -
        (values[label] as number)
      );
    });
    return [loss, probabilities as Float64Array];
  },
};

/**
 * Negative log-likelihood of one class per row under the softmax of the logits, `log Σ eˣ − x[label]`, and the softmax.
 *
 * @param logits - `[rows…, classes]`, floating point
 * @param labels - `[rows…]`, `i64` or `i32`, in `[0, classes)`
 * @returns `loss` `[rows…]` in nats and `probabilities` `[rows…, classes]`
 * @throws {ShapeError} when the labels are not one integer for every row
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, softmaxCrossEntropy, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ logits, labels }: { logits: Tensor; labels: Tensor }) => ({ loss: softmaxCrossEntropy(logits, labels).loss }),
 *   { backend: referenceBackend() },
 * );
 * // Undecided between four classes: log 4. Certain and right: 0.
 * const { loss } = await run({
 *   logits: hostTensor('f32', [0, 0, 0, 0, 0, 90, 0, 0], [2, 4]),
 *   labels: hostTensor('i64', [2, 1]),
 * });
 * (await loss.read()).data; // => Float32Array [1.386, 0]
 * ```
 */
export function softmaxCrossEntropy(
  logits: Tensor,
  labels: Tensor,
): { readonly loss: Tensor; readonly probabilities: Tensor } {
  const [loss, probabilities] = applyOp(softmaxCrossEntropyOp, [logits, labels], {});
  return { loss: loss as Tensor, probabilities: probabilities as Tensor };
}
