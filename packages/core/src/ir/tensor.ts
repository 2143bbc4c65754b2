import type { DType, Shape } from '../tensor/index.ts';
import { formatShape } from '../tensor/index.ts';
import type { Node } from './node.ts';

let created = 0;

/** Shape and dtype: what is known of a tensor while tracing. */
export interface TensorType {
  /** Extents, outermost first. */
  readonly shape: Shape;
  /** Element type. */
  readonly dtype: DType;
}

/**
 * A traced tensor: a shape, a dtype and the node that makes it. It holds no memory, so there is
 * nothing to dispose; numbers live in the host or device tensors that a program is run with.
 *
 * Tensors are made by {@link input}, by a model's parameters and by operators.
 *
 * @example
 * ```ts
 * import { input, multiply } from '@fm/core';
 *
 * const x = input('f32', [2, 3]);
 * const y = multiply(x, x);
 * [y.rank, y.node?.op.name, y.node?.inputs[0] === x, x.node]; // => [2, 'multiply', true, undefined]
 * ```
 */
export class Tensor implements TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
  /** The node that produces this tensor; `undefined` for an input or a parameter. */
  readonly node: Node | undefined;
  /** Which of the node's outputs this is. */
  readonly index: number;
  /** Creation order; every node's inputs are older than its outputs, so sorting by it is topological. */
  readonly id: number;

  constructor(type: TensorType, node?: Node, index = 0) {
    this.shape = type.shape;
    this.dtype = type.dtype;
    this.node = node;
    this.index = index;
    this.id = created++;
  }

  /** Number of dimensions. */
  get rank(): number {
    return this.shape.length;
  }

  /** `f32[2, sequence]`. */
  toString(): string {
    return formatType(this);
  }
}

/**
 * A placeholder for numbers that are given when the program runs.
 *
 * @param shape - extents; those that are known only then are symbols
 * @example
 * ```ts
 * import { dim, input } from '@fm/core';
 *
 * String(input('i64', [dim('batch'), 16])); // => 'i64[batch, 16]'
 * ```
 */
export function input(dtype: DType, shape: Shape): Tensor {
  return new Tensor({ dtype, shape });
}

/**
 * A type as messages show it: `f32[2, sequence]`.
 *
 * @example
 * ```ts
 * import { dim, formatType } from '@fm/core';
 *
 * formatType({ dtype: 'f32', shape: [2, dim('sequence')] }); // => 'f32[2, sequence]'
 * ```
 */
export function formatType({ dtype, shape }: TensorType): string {
  return `${dtype}${formatShape(shape)}`;
}
