import { ShapeError } from '../errors/index.ts';
import { formatType, type Tensor } from '../ir/index.ts';
import type { Dim } from '../tensor/index.ts';
import { add } from './add.ts';
import { expandDims } from './expand-dims.ts';
import { greaterOrEqual } from './greater-or-equal.ts';
import { iota } from './iota.ts';
import { where } from './where.ts';

/**
 * The lower triangle of the last two axes, zeros elsewhere: `y[i, j] = x[i, j]` where `j ≤ i + diagonal`.
 *
 * @param x - [batch…, rows, columns]
 * @param diagonal - how many diagonals above the main one are kept; default: 0
 * @throws {ShapeError} when `x` has fewer than two axes
 * @example
 * ```ts
 * import { compile, hostTensor, lowerTriangle, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: lowerTriangle(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]) });
 * (await y.read()).data; // => Float32Array [1, 0, 0, 4, 5, 0, 7, 8, 9]
 * ```
 */
export function lowerTriangle(x: Tensor, diagonal = 0): Tensor {
  return where(triangle('lowerTriangle', x, diagonal), x, 0);
}

/**
 * The upper triangle of the last two axes, zeros elsewhere: `y[i, j] = x[i, j]` where `j ≥ i + diagonal`.
 *
 * @param x - [batch…, rows, columns]
 * @param diagonal - how many diagonals from the main one on upwards are left out; default: 0
 * @throws {ShapeError} when `x` has fewer than two axes
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor, upperTriangle } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: upperTriangle(x, 1) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]) });
 * (await y.read()).data; // => Float32Array [0, 2, 3, 0, 0, 6, 0, 0, 0]
 * ```
 */
export function upperTriangle(x: Tensor, diagonal = 0): Tensor {
  return where(triangle('upperTriangle', x, diagonal - 1), 0, x);
}

/** `j ≤ i + diagonal`. */
function triangle(op: string, x: Tensor, diagonal: number): Tensor {
  if (x.rank < 2) {
    throw new ShapeError(`${op}: a matrix is needed`, {
      expected: '[batch…, rows, columns]',
      received: formatType(x),
    });
  }
  const [rows, columns] = x.shape.slice(-2) as [Dim, Dim];
  return greaterOrEqual(expandDims(add(iota(rows), diagonal), 1), iota(columns));
}
