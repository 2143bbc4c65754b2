import { ArgumentError, ShapeError } from '../errors/index.ts';
import {
  apply,
  type EmitContext,
  formatType,
  type OpDef,
  type Tensor,
  type TensorType,
} from '../ir/index.ts';
import { broadcastShapes, type Dim, equalDims, isFloat, type Shape, sizeOf } from '../tensor/index.ts';
import { broadcastIndex } from './define/broadcast-index.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, kernelDType, toKernel } from './define/kernel-dtype.ts';
import { reshape } from './reshape.ts';
import { sumTo } from './sum-to.ts';

type MatmulAttributes = {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly scale: number;
};

/** Options of {@link matmul}. */
export interface MatmulOptions {
  /** Use the transposes of the last two axes of `a`. @default false */
  readonly transposeA?: boolean;
  /** Use the transposes of the last two axes of `b`. @default false */
  readonly transposeB?: boolean;
  /** Factor of the product (not of the bias). @default 1 */
  readonly scale?: number;
  /** `[n]`, added to every row of the product. @default none */
  readonly bias?: Tensor | undefined;
}

/**
 * Matrix product over the last two axes. The transposes and the factor are attributes, so that a backward pass needs
 * no transposed copies; the optional third operand is added to every row.
 */
export const matmulOp: OpDef<MatmulAttributes> = {
  name: 'matmul',
  infer([a, b, bias], attributes) {
    requireDomain('matmul', a, 'number');
    const { batch, rows, inner, columns } = extents(a, b, attributes);
    if (a.dtype !== b.dtype || (bias !== undefined && bias.dtype !== a.dtype)) {
      throw new ShapeError('matmul: operands differ in dtype', {
        expected: 'tensors of one dtype',
        received: [a, b, bias]
          .flatMap((type) => (type === undefined ? [] : [formatType(type)]))
          .join(' and '),
        hint: 'Cast one of them with cast(x, dtype).',
      });
    }
    if (!equalDims(inner[0], inner[1])) {
      throw new ShapeError('matmul: inner dimensions differ', {
        expected: `[…, ${rows}, k] × […, k, ${columns}]`,
        received: `[…, ${rows}, ${inner[0]}] × […, ${inner[1]}, ${columns}] (operands ${formatType(a)} and ${formatType(b)})`,
        hint: 'Set transposeA or transposeB when an operand is stored transposed.',
      });
    }
    if (bias !== undefined && !(bias.shape.length === 1 && equalDims(bias.shape[0] as Dim, columns))) {
      throw new ShapeError('matmul: the bias does not fit the product', {
        expected: `[${columns}]`,
        received: formatType(bias),
      });
    }
    return [{ dtype: a.dtype, shape: [...batch, rows, columns] }];
  },
  vjp({ inputs: [a, b, bias], attributes: { transposeA, transposeB, scale }, cotangent, needs }) {
    const gradients = [
      needs(0) ? gradientOfA(a, b, cotangent, { transposeA, transposeB, scale }) : undefined,
      needs(1) ? gradientOfB(a, b, cotangent, { transposeA, transposeB, scale }) : undefined,
    ];
    if (bias === undefined) return gradients;
    return [...gradients, needs(2) ? sumTo(cotangent, bias.shape) : undefined];
  },
  emit(context, inputs, { inputs: [left, right], outputs: [out], attributes }) {
    return [fromKernel(context, emitProduct(context, inputs, [left, right], out, attributes), out.dtype)];
  },
  evaluate({ inputs: [a, b, bias], outputs: [out], attributes: { transposeA, transposeB, scale } }) {
    const [rows, columns] = out.shape.slice(-2) as [number, number];
    const inner = a.shape.at(transposeA ? -2 : -1) as number;
    const batch = out.shape.slice(0, -2);
    const matricesOfA = broadcastIndex(a.shape.slice(0, -2), batch);
    const matricesOfB = broadcastIndex(b.shape.slice(0, -2), batch);
    const [rowA, innerA] = transposeA ? [1, rows] : [inner, 1];
    const [innerB, columnB] = transposeB ? [1, inner] : [columns, 1];
    const result = new Float64Array(batch.reduce((x, y) => x * y, 1) * rows * columns);
    let at = 0;
    for (const [matrix, matrixOfA] of matricesOfA.entries()) {
      const startA = matrixOfA * rows * inner;
      const startB = (matricesOfB[matrix] as number) * inner * columns;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          for (let k = 0; k < inner; k++) {
            sum +=
              a.data[startA + row * rowA + k * innerA]! * b.data[startB + k * innerB + column * columnB]!;
          }
          result[at++] = scale * sum + (bias === undefined ? 0 : bias.data[column]!);
        }
      }
    }
    return [result];
  },
};

/**
 * `scale · a × b (+ bias)` over the last two axes; the axes before them broadcast.
 *
 * @param a - `[…, m, k]`, or `[…, k, m]` with `transposeA`
 * @param b - `[…, k, n]`, or `[…, n, k]` with `transposeB`
 * @returns `[…, m, n]`
 * @throws {ShapeError} when the inner dimensions, dtypes or batch axes do not fit, or an operand has rank < 2
 * @throws {ArgumentError} when a product of integers is to be scaled
 * @example
 * ```ts
 * import { input, matmul } from '@fm/core';
 *
 * const queries = input('f32', [2, 4, 16, 8]);
 * const keys = input('f32', [2, 4, 32, 8]);
 * String(matmul(queries, keys, { transposeB: true, scale: 8 ** -0.5 })); // => 'f32[2, 4, 16, 32]'
 * ```
 * @example
 * ```ts
 * import { compile, hostTensor, matmul, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ a, b }: { a: Tensor; b: Tensor }) => ({ y: matmul(a, b) }), { backend: referenceBackend() });
 * const { y } = await run({ a: hostTensor('f32', [1, 2, 3, 4], [2, 2]), b: hostTensor('f32', [1, 10], [2, 1]) });
 * (await y.read()).data; // => Float32Array [21, 43]
 * ```
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false, scale = 1, bias } = options;
  if (!isFloat(a.dtype) && scale !== 1) {
    throw new ArgumentError('matmul: a product of integers cannot be scaled', {
      expected: 'scale 1',
      received: `${scale}`,
    });
  }
  return apply(matmulOp, bias === undefined ? [a, b] : [a, b, bias], { transposeA, transposeB, scale });
}

function gradientOfA(
  a: Tensor,
  b: Tensor,
  cotangent: Tensor,
  { transposeA, transposeB, scale }: MatmulAttributes,
): Tensor {
  const gradient = transposeA
    ? matmul(b, cotangent, { transposeA: transposeB, transposeB: true, scale })
    : matmul(cotangent, b, { transposeB: !transposeB, scale });
  return sumTo(gradient, a.shape);
}

function gradientOfB(
  a: Tensor,
  b: Tensor,
  cotangent: Tensor,
  { transposeA, transposeB, scale }: MatmulAttributes,
): Tensor {
  // One large product instead of a batch of small ones that are then added up.
  const flatten = b.rank === 2 && !transposeA && a.rank > 2;
  const [x, dy] = flatten ? [toRows(a), toRows(cotangent)] : [a, cotangent];
  const gradient = transposeB
    ? matmul(dy, x, { transposeA: true, transposeB: transposeA, scale })
    : matmul(x, dy, { transposeA: !transposeA, scale });
  return sumTo(gradient, b.shape);
}

/** `[…, rows, n]` → `[rows of all batches, n]`. */
function toRows(x: Tensor): Tensor {
  // Not -1 for the rows: they are not to be told from the size where a row is empty.
  return reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1) as Dim]);
}

interface Extents {
  readonly batch: Shape;
  readonly rows: Dim;
  readonly columns: Dim;
  readonly inner: readonly [Dim, Dim];
}

function extents(a: TensorType, b: TensorType, { transposeA, transposeB }: MatmulAttributes): Extents {
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw new ShapeError('matmul: an operand has fewer than two axes', {
      expected: '[…, m, k] × […, k, n]',
      received: `${formatType(a)} × ${formatType(b)}`,
      hint: 'Give a vector an axis of extent 1 with reshape, and take it away afterwards.',
    });
  }
  const [a0, a1] = a.shape.slice(-2) as [Dim, Dim];
  const [b0, b1] = b.shape.slice(-2) as [Dim, Dim];
  return {
    batch: broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2), 'matmul'),
    rows: transposeA ? a1 : a0,
    columns: transposeB ? b0 : b1,
    inner: [transposeA ? a0 : a1, transposeB ? b1 : b0],
  };
}

function emitProduct(
  context: EmitContext,
  inputs: readonly string[],
  operands: readonly [Tensor, Tensor],
  out: Tensor,
  attributes: MatmulAttributes,
): string {
  const { transposeA, transposeB, scale } = attributes;
  const [left, right] = operands;
  const [a = '', b = '', bias] = toKernel(context, inputs, out.dtype);
  if (!isFloat(out.dtype)) return emitStock(context, [a, b, bias], operands, attributes);
  if (left.rank === 2 && right.rank === 2) {
    const plain = !transposeA && !transposeB && scale === 1 && bias === undefined;
    return plain ? context.node('MatMul', [a, b]) : emitGemm(context, [a, b, bias], attributes);
  }
  const inner = left.shape.at(-1) as Dim;
  if (bias !== undefined && right.rank === 2 && !transposeA && typeof inner === 'number' && inner > 0) {
    // Rows of a batch times one matrix are one product of two matrices, and Gemm adds the bias on the way.
    const rows = context.node('Reshape', [a, context.ints([-1, inner])]);
    // Without allowzero, an extent of 0 would be read as "copy the operand's".
    const mayBeEmpty = out.shape.some((d) => typeof d !== 'number' || d === 0);
    return context.node(
      'Reshape',
      [emitGemm(context, [rows, b, bias], attributes), context.shape(out.shape)],
      { attributes: { allowzero: { int: mayBeEmpty ? 1 : 0 } } },
    );
  }
  if (context.mode === 'portable') return emitStock(context, [a, b, bias], operands, attributes);
  const product = emitFused(context, [a, b], attributes);
  return bias === undefined ? product : context.node('Add', [product, bias]);
}

function emitGemm(
  context: EmitContext,
  inputs: readonly (string | undefined)[],
  attributes: MatmulAttributes,
): string {
  return context.node(
    'Gemm',
    inputs.filter((name) => name !== undefined),
    {
      attributes: {
        transA: { int: attributes.transposeA ? 1 : 0 },
        transB: { int: attributes.transposeB ? 1 : 0 },
        alpha: { float: attributes.scale },
      },
    },
  );
}

function emitFused(
  context: EmitContext,
  [a, b]: readonly [string, string],
  { transposeA, transposeB, scale }: MatmulAttributes,
): string {
  if (!transposeA && !transposeB && scale === 1) return context.node('MatMul', [a, b]);
  return context.node('FusedMatMul', [a, b], {
    domain: 'com.microsoft',
    attributes: {
      transA: { int: transposeA ? 1 : 0 },
      transB: { int: transposeB ? 1 : 0 },
      alpha: { float: scale },
    },
  });
}

/** Products in stock operators, which have neither transposes nor a factor. */
function emitStock(
  context: EmitContext,
  [a, b, bias]: readonly [string, string, string | undefined],
  [left, right]: readonly [Tensor, Tensor],
  { transposeA, transposeB, scale }: MatmulAttributes,
): string {
  const x = transposeA ? transposeLast(context, a, left.rank) : a;
  const y = transposeB ? transposeLast(context, b, right.rank) : b;
  const product = context.node('MatMul', [x, y]);
  const scaled =
    scale === 1 ? product : context.node('Mul', [product, context.scalar(kernelDType(left.dtype), scale)]);
  return bias === undefined ? scaled : context.node('Add', [scaled, bias]);
}

function transposeLast(context: EmitContext, name: string, rank: number): string {
  const ints = Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i));
  return context.node('Transpose', [name], { attributes: { perm: { ints } } });
}
