import type { ConcreteShape, Dim, DType, HostTensor, Shape } from '../tensor/index.ts';
import type { Node } from './node.ts';
import type { Tensor, TensorType } from './tensor.ts';

/** A value an operator is configured with; plain data, so that equal nodes can be recognised. */
export type Attribute = number | string | boolean | undefined | Dim | HostTensor | readonly Attribute[];

/**
 * A list whose first four elements are taken to be there: the exported function of an operator fixes how many
 * operands it has, so its rules may destructure them.
 */
export type Operands<T> = readonly T[] & { readonly 0: T; readonly 1: T; readonly 2: T; readonly 3: T };

/** Named attributes of a node. */
export type Attributes = { readonly [name: string]: Attribute };

/**
 * Everything fm knows about one primitive operator. All fields are required, so a missing rule is a
 * compile error; nothing else in the toolkit switches on operator names.
 */
export interface OpDef<A extends Attributes = Attributes> {
  /** Unique, camel-case, as in the exported function: `matmul`, `reduceSum`. */
  readonly name: string;
  /**
   * Output types from input types.
   *
   * @throws {ShapeError} naming the operator, its operands and what would fit
   */
  infer(inputs: Operands<TensorType>, attributes: A): readonly TensorType[];
  /**
   * Vector–Jacobian product: the cotangent of each input from the cotangents of the outputs, as tensors traced
   * from operators. `undefined` where there is none (integer inputs, zero gradients).
   */
  vjp(context: VjpContext<A>): readonly (Tensor | undefined)[];
  /** Writes the node as ONNX and returns the name of each output. */
  emit(context: EmitContext, inputs: Operands<string>, node: Node<A>): readonly string[];
  /** Plain TypeScript evaluation in float64: the oracle that every runtime is checked against. */
  evaluate(context: EvaluateContext<A>): readonly Float64Array[];
}

/** What a vjp rule sees: the forward node and the cotangents that reached its outputs. */
export interface VjpContext<A extends Attributes = Attributes> {
  /** Operands of the forward node. */
  readonly inputs: Operands<Tensor>;
  /** Results of the forward node. */
  readonly outputs: Operands<Tensor>;
  /** How the operator is configured. */
  readonly attributes: A;
  /** Cotangent of the first output; zeros if only other outputs were used. */
  readonly cotangent: Tensor;
  /** Cotangent of each output, `undefined` for outputs that nothing differentiable uses; at least one is defined. */
  readonly cotangents: readonly (Tensor | undefined)[];
  /** Whether anybody wants the cotangent of input `index`; skip the work otherwise. */
  needs(index: number): boolean;
}

/** Value of an ONNX attribute: its kind decides the wire type. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] };

/** Options of one emitted ONNX node. */
export interface OnnxNodeOptions {
  /** Operator domain; default `''` (`ai.onnx`). */
  readonly domain?: string;
  /** Attributes by their ONNX names. @default none */
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** Number of outputs, default 1; `false` entries are left out (empty names). */
  readonly outputs?: number | readonly boolean[];
}

/** Where an operator writes its ONNX nodes. */
export interface EmitContext {
  /** `portable`: stock `ai.onnx` operators only. `fused`: ONNX Runtime's contrib operators (`com.microsoft`) are allowed. */
  readonly mode: 'portable' | 'fused';
  /** Channels in a block of the runtime's blocked convolutions; `undefined` where it has none, and in portable programs. */
  readonly channelBlock: number | undefined;
  /** Whether a value is stored in the model as a constant. */
  isStored(name: string): boolean;
  /** Appends a node and returns the names of its outputs. */
  nodes(opType: string, inputs: readonly string[], options?: OnnxNodeOptions): readonly string[];
  /** {@link nodes} for a single output. */
  node(opType: string, inputs: readonly string[], options?: Omit<OnnxNodeOptions, 'outputs'>): string;
  /** The name of an initializer; equal small constants share one. */
  constant(value: HostTensor): string;
  /** A scalar initializer. */
  scalar(dtype: DType, value: number): string;
  /** A 1-D `i64` initializer, for axes, pads, sizes. */
  ints(values: readonly number[]): string;
  /** A 1-D `i64` tensor holding a shape; computed at run time where dimensions are symbolic. */
  shape(shape: Shape): string;
  /** Casts `name` to `dtype` and returns the new name. */
  cast(name: string, dtype: DType): string;
  /** Whether anything uses this tensor, so that optional outputs can be left out. */
  isUsed(tensor: Tensor): boolean;
}

/** One operand of a reference evaluation; every dtype is held as float64 (`i64` exact to ±2^53, `bool` 0 or 1). */
export interface ReferenceArray {
  /** What the numbers stand for. */
  readonly dtype: DType;
  /** Extents, outermost first. */
  readonly shape: ConcreteShape;
  /** `sizeOf(shape)` numbers, row-major. */
  readonly data: Float64Array;
}

/** What a reference evaluation sees; the evaluator rounds the results to the output dtype afterwards. */
export interface EvaluateContext<A extends Attributes = Attributes> {
  /** Operands, each with its shape in this run. */
  readonly inputs: Operands<ReferenceArray>;
  /** How the operator is configured. */
  readonly attributes: A;
  /** Output types with every symbolic dimension bound. */
  readonly outputs: Operands<{ readonly dtype: DType; readonly shape: ConcreteShape }>;
  /** The number a (possibly symbolic) dimension stands for in this run. */
  bind(dim: Dim): number;
}

/**
 * The vjp of operators through which no gradient flows (comparisons, argmax, integer arithmetic).
 *
 * @returns `undefined` for every input
 * @example
 * ```ts
 * import { input, noGradient, stopGradient, vjp } from '@fm/core';
 *
 * const x = input('f32', [3]);
 * const y = stopGradient(x);
 * y.node?.op.vjp === noGradient; // => true
 * vjp([y], [input('f32', [3])], [x]); // => [undefined]
 * ```
 */
export function noGradient(context: VjpContext): readonly undefined[] {
  return context.inputs.map(() => undefined);
}
