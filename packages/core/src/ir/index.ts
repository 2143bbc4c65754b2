export { collectLeaves, collectNodes, createGraph, type Graph } from './graph.ts';
export { apply, applyOp, type Node } from './node.ts';
export {
  type Attribute,
  type Attributes,
  type EmitContext,
  type EvaluateContext,
  noGradient,
  type OnnxAttribute,
  type OnnxNodeOptions,
  type OpDef,
  type Operands,
  type ReferenceArray,
  type VjpContext,
} from './op-def.ts';
export { formatType, input, Tensor, type TensorType } from './tensor.ts';
export { printGraph } from './print.ts';
export { verifyGraph } from './verify.ts';
