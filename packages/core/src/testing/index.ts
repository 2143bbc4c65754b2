export { checkGoldenCase, goldenArray, type GoldenCase, type GoldenTensor } from './golden.ts';
export { checkGradients } from './check-gradients.ts';
export { assertClose, relativeDifference, type Tolerance } from './closeness.ts';
export { drawOperand } from './draw-operand.ts';
export type { OpCase, OperandSpec } from './op-case.ts';
export { opCases } from './op-cases.ts';
export { buildOpCase, checkOpCase } from './op-conformance.ts';
