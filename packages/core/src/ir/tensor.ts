import type { DType, Shape } from '../tensor/index.ts';
import { formatShape } from '../tensor/index.ts';
import type { Node } from './node.ts';

let created = 0;

/** Shape and dtype: what is known of a tensor while tracing. */
export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * A traced tensor: a shape, a dtype and the node that makes it. It holds no memory, so there is
 * nothing to dispose; numbers live in the host or device tensors that a program is run with.
 *
 * Tensors are made by {@link input}, by a model's parameters and by operators.
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

/** A placeholder for numbers that are given when the program runs. */
export function input(dtype: DType, shape: Shape): Tensor {
  return new Tensor({ dtype, shape });
}

/** `f32[2, sequence]`. */
export function formatType({ dtype, shape }: TensorType): string {
  return `${dtype}${formatShape(shape)}`;
}
