import {
  add,
  divide,
  maximum,
  multiply,
  type Optimizer,
  type OptimizerStateSpec,
  reduceMean,
  rsqrt,
  sqrt,
  square,
  type Tensor,
  type TensorType,
} from '@fm/core';
import { type LearningRate, learningRateAt } from '../schedules/index.ts';
import { prefixed, under } from './chain.ts';
import { mapTensors, tensorOf } from './map-tensors.ts';
import { chooses, isAny, type ParameterFilter } from './parameter-filter.ts';
import { requireRange } from './require-range.ts';

/** Options of {@link adafactor}. */
export interface AdafactorOptions {
  /** Upper bound of the relative step size. @default 0.01 */
  readonly learningRate?: LearningRate;
  /** Exponent of the second moment's decay, `1 − step^exponent`; negative. @default -0.8 */
  readonly decayExponent?: number;
  /** Smallest second moment is its square. @default 2^-23 */
  readonly epsilon?: number;
  /** Smallest scale of a parameter. @default 1e-3 */
  readonly smallestScale?: number;
  /** Root mean square to which updates are clipped. @default 1 */
  readonly clipThreshold?: number;
  /** Share of a parameter that decays per unit of learning rate. @default 0 */
  readonly weightDecay?: number;
  /** Which parameters decay. @default all */
  readonly decayed?: ParameterFilter;
}

/**
 * Adafactor: Adam without momentum whose second moment of a matrix is kept as its row and column means, so that state is
 * almost free; steps are relative to each parameter's scale. Numbers are those of `torch.optim.Adafactor`.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Shazeer & Stern 2018, algorithms 4 and 5, https://arxiv.org/abs/1804.04235
 * @example
 * ```ts
 * import { adafactor } from '@fm/train';
 *
 * const { state } = adafactor({ learningRate: 0.05 });
 * // Of a matrix only the means of its rows and columns are kept.
 * const kept = state(new Map([['weight', { dtype: 'f32', shape: [512, 128] }]]));
 * [...kept].map(([name, { shape }]) => `${name}: ${shape}`); // => ['weight/rows: 512,1', 'weight/columns: 1,128']
 * ```
 */
export function adafactor(options: AdafactorOptions = {}): Optimizer {
  const { learningRate = 0.01, decayExponent = -0.8, epsilon = 2 ** -23, smallestScale = 1e-3 } = options;
  const { clipThreshold = 1, weightDecay = 0, decayed = isAny } = options;
  requireRange(
    'adafactor',
    { decayExponent: -decayExponent, clipThreshold },
    Number.MIN_VALUE,
    Number.POSITIVE_INFINITY,
  );
  requireRange('adafactor', { epsilon, smallestScale, weightDecay }, 0, Number.POSITIVE_INFINITY);
  return {
    name: 'adafactor',
    state: (parameters) =>
      new Map([...parameters].flatMap(([name, type]) => prefixed(name, secondMoment(type)))),
    scalars(step) {
      const rate = learningRateAt(learningRate, step);
      const fresh = step ** decayExponent;
      return {
        fresh,
        kept: 1 - fresh,
        relativeStep: -Math.min(rate, 1 / Math.sqrt(step)),
        decay: -rate * weightDecay,
      };
    },
    learningRate: (step) => learningRateAt(learningRate, step),
    update({ updates, parameters, state, scalars }) {
      const newState = new Map<string, Tensor>();
      const steps = mapTensors(updates, (g, name) => {
        const p = tensorOf(parameters, name);
        const moments = averageSquares(g, under(name, state), scalars);
        for (const [key, tensor] of prefixed(name, moments)) newState.set(key, tensor);
        const direction = multiply(rsqrt(maximum(estimate(moments, epsilon), epsilon ** 2)), g);
        const rms = sqrt(reduceMean(square(direction)));
        const clipping = maximum(multiply(rms, 1 / clipThreshold), 1);
        const scale = maximum(sqrt(reduceMean(square(p))), smallestScale);
        const step = multiply(direction, divide(multiply(scale, scalars.relativeStep as Tensor), clipping));
        const applies = weightDecay > 0 && chooses(decayed, name, p);
        return applies ? add(step, multiply(p, scalars.decay as Tensor)) : step;
      });
      return { updates: steps, state: newState };
    },
  };
}

function secondMoment({ dtype, shape }: TensorType): ReadonlyMap<string, OptimizerStateSpec> {
  const zeros = (extents: TensorType['shape']): OptimizerStateSpec => ({ dtype, shape: extents, initial: 0 });
  if (shape.length < 2) return new Map([['square', zeros(shape)]]);
  return new Map([
    ['rows', zeros([...shape.slice(0, -1), 1])],
    ['columns', zeros([...shape.slice(0, -2), 1, ...shape.slice(-1)])],
  ]);
}

/** The running means of squared gradients: over rows and columns of a matrix, of every element otherwise. */
function averageSquares(
  gradient: Tensor,
  state: ReadonlyMap<string, Tensor>,
  { fresh, kept }: Readonly<Record<string, Tensor>>,
): ReadonlyMap<string, Tensor> {
  const squares = square(gradient);
  const mean: Readonly<Record<string, () => Tensor>> = {
    square: () => squares,
    rows: () => reduceMean(squares, -1, { keepDims: true }),
    columns: () => reduceMean(squares, -2, { keepDims: true }),
  };
  return mapTensors(state, (average, key) =>
    add(multiply(average, kept as Tensor), multiply((mean[key] as () => Tensor)(), fresh as Tensor)),
  );
}

/** The second moment of every element: `rows · columns / mean(rows)` where it is factored. */
function estimate(moments: ReadonlyMap<string, Tensor>, epsilon: number): Tensor {
  const rows = moments.get('rows'); // [..., m, 1]
  if (rows === undefined) return tensorOf(moments, 'square');
  const mean = maximum(reduceMean(rows, -2, { keepDims: true }), epsilon); // [..., 1, 1]
  return multiply(divide(rows, mean), tensorOf(moments, 'columns')); // [..., m, n]
}
