import {
  add,
  ArgumentError,
  divide,
  matmul,
  maximum,
  multiply,
  type Optimizer,
  type Tensor,
  type TensorType,
  transpose,
} from '@fm/core';
import { type LearningRate, learningRateAt } from '../schedules/index.ts';
import { adamW, type AdamWOptions } from './adam-w.ts';
import { globalNorm } from './global-norm.ts';
import { mapTensors, tensorOf } from './map-tensors.ts';
import { chooses, type ParameterFilter } from './parameter-filter.ts';
import { partition } from './partition.ts';
import { requireRange } from './require-range.ts';

/** Options of {@link muon}. */
export interface MuonOptions {
  /** A number, or a function of the step. */
  readonly learningRate: LearningRate;
  /** Share of the momentum that is kept, in [0, 1). @default 0.95 */
  readonly momentum?: number;
  /** Nesterov's correction. @default true */
  readonly nesterov?: boolean;
  /** Share of a matrix that decays per unit of learning rate. @default 0.1 */
  readonly weightDecay?: number;
  /**
   * Factor of an update by the matrix's shape: `match-rms` is `0.2·√max(rows, columns)`, so that AdamW's learning rates can
   * be kept; `original` is `√max(1, rows / columns)`.
   *
   * @default 'match-rms'
   */
  readonly scaling?: 'match-rms' | 'original';
  /** Steps of the Newton–Schulz iteration. @default 5 */
  readonly iterations?: number;
  /** Which parameters Muon updates, all of rank 2. @default matrices, other than embeddings and heads by their usual names */
  readonly matrices?: ParameterFilter;
  /** AdamW for all other parameters. @default the same learning rate and weight decay */
  readonly others?: Partial<AdamWOptions>;
}

/** Coefficients of the quintic iteration, chosen for the steepest slope at zero. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const tables = /(^|\.)(wte|wpe|embed\w*|\w*embeddings?|lm_head|head|shared|classifier|score)(\.|$)/;

/**
 * Muon: the momentum of each weight matrix is replaced by the nearest orthogonal matrix; everything that is no hidden
 * matrix is left to AdamW. Numbers are those of `torch.optim.Muon` with its iteration in float32.
 *
 * @throws {ArgumentError} when an option is out of range, or (while the step is traced) a chosen parameter is no matrix
 * @see Jordan 2024, https://kellerjordan.github.io/posts/muon; Liu et al. 2025, https://arxiv.org/abs/2502.16982
 * @example
 * ```ts
 * import { muon } from '@fm/train';
 *
 * const optimizer = muon({ learningRate: 1e-3 });
 * optimizer.name; // => 'muon'
 * ```
 */
export function muon(options: MuonOptions): Optimizer {
  const { learningRate, matrices = isHiddenMatrix, others, weightDecay = 0.1 } = options;
  const rest = adamW({ learningRate, weightDecay, ...others });
  const parts = { matrices: orthogonalized(options), others: rest };
  const choose = (name: string, type: TensorType): keyof typeof parts =>
    chooses(matrices, name, type) ? 'matrices' : 'others';
  return { ...partition(parts, choose), name: 'muon' };
}

/** Muon proper, for matrices only. */
function orthogonalized(options: MuonOptions): Optimizer {
  const {
    learningRate,
    momentum = 0.95,
    nesterov = true,
    weightDecay = 0.1,
    scaling = 'match-rms',
    iterations = 5,
  } = options;
  requireRange('muon', { momentum }, 0, 1);
  requireRange('muon', { weightDecay }, 0, Number.POSITIVE_INFINITY);
  requireRange('muon', { iterations }, 1, 100);
  return {
    name: 'muon',
    state: (parameters) => new Map([...parameters].map(([name, type]) => [name, { ...type, initial: 0 }])),
    scalars(step) {
      const rate = learningRateAt(learningRate, step);
      return { scale: -rate, decay: -rate * weightDecay };
    },
    learningRate: (step) => learningRateAt(learningRate, step),
    update({ updates, parameters, state, scalars }) {
      // Without the factor 1 − μ; the iteration normalises its input anyway.
      const velocity = mapTensors(updates, (g, name) => add(multiply(tensorOf(state, name), momentum), g));
      const steps = mapTensors(updates, (g, name) => {
        const [rows, columns] = matrixShape(name, g);
        const v = tensorOf(velocity, name);
        const direction = orthogonalize(nesterov ? add(multiply(v, momentum), g) : v, rows > columns, {
          iterations,
          momentum,
        });
        const ratio =
          scaling === 'original'
            ? Math.sqrt(Math.max(1, rows / columns))
            : 0.2 * Math.sqrt(Math.max(rows, columns));
        const update = multiply(direction, multiply(scalars.scale as Tensor, ratio));
        return weightDecay > 0
          ? add(update, multiply(tensorOf(parameters, name), scalars.decay as Tensor))
          : update;
      });
      return { updates: steps, state: velocity };
    },
  };
}

/** Newton–Schulz: `x ← a·x + (b·A + c·A²)·x` with `A = x·xᵀ`, from `x / ‖x‖`; singular values approach 1. */
function orthogonalize(
  matrix: Tensor,
  isTall: boolean,
  { iterations, momentum }: { readonly iterations: number; readonly momentum: number },
): Tensor {
  let x = divide(matrix, maximum(globalNorm([matrix]), 1e-7 / (1 - momentum)));
  if (isTall) x = transpose(x);
  for (let i = 0; i < iterations; i++) {
    const gram = matmul(x, x, { transposeB: true }); // [rows, rows], the smaller side
    const polynomial = add(multiply(gram, b), matmul(gram, gram, { scale: c }));
    x = add(multiply(x, a), matmul(polynomial, x));
  }
  return isTall ? transpose(x) : x;
}

function isHiddenMatrix(name: string, { shape }: TensorType): boolean {
  return shape.length === 2 && !tables.test(name);
}

function matrixShape(name: string, { shape }: TensorType): readonly [number, number] {
  const [rows, columns] = shape;
  if (shape.length === 2 && typeof rows === 'number' && typeof columns === 'number') return [rows, columns];
  throw new ArgumentError(`muon: parameter "${name}" is no matrix`, {
    expected: 'rank 2',
    received: `[${shape.join(', ')}]`,
    hint: 'Narrow the option matrices, so that AdamW gets this parameter.',
  });
}
