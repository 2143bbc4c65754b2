import type { Tensor } from '../ir/index.ts';
import type { ConcreteShape, DType } from '../tensor/index.ts';

/** Random numbers for one operand of an {@link OpCase}. */
export interface OperandSpec {
  /** @default 'f32' */
  readonly dtype?: DType;
  readonly shape: ConcreteShape;
  /** Bounds of the uniform numbers drawn; integers are drawn inclusively. @default [-1, 1], [0, 9] for integers */
  readonly range?: readonly [number, number];
  /** Fixed numbers instead of random ones, row-major. */
  readonly values?: readonly number[];
}

/**
 * One small program around an operator. The conformance suite runs it on a backend and on the reference evaluator,
 * checks inferred against actual shapes, portable against fused emission, and the vjp against central differences.
 */
export interface OpCase {
  /** What is special about it: `broadcast`, `size 0`, `stride 2`. */
  readonly name: string;
  readonly inputs: readonly OperandSpec[];
  /** The program; called with one tensor per operand. */
  build(...inputs: Tensor[]): Tensor | readonly Tensor[];
  /** Whether gradients are checked for every float operand. @default true */
  readonly differentiable?: boolean;
  /** Largest accepted difference between runtime and reference, relative to the largest magnitude. @default 1e-5 */
  readonly tolerance?: number;
}
