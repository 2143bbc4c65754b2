export {
  addDims,
  type Dim,
  dim,
  divideDims,
  equalDims,
  evaluateDim,
  multiplyDims,
  SymbolicDim,
  symbolName,
  symbolsOf,
} from './dim.ts';
export {
  allocate,
  bytesPerElement,
  type DType,
  dtypes,
  type HostArray,
  type HostArrays,
  isFloat,
  viewBytes,
} from './dtype.ts';
export { decodeBfloat16, decodeFloat16, encodeBfloat16, encodeFloat16 } from './half.ts';
export { type HostTensor, hostTensor, zeros } from './host-tensor.ts';
export { fromNumbers, toNumbers } from './numbers.ts';
export {
  bindShape,
  broadcastShapes,
  type ConcreteShape,
  equalShapes,
  formatShape,
  isConcrete,
  normalizeAxes,
  normalizeAxis,
  resolveReshape,
  type Shape,
  sizeOf,
  totalDim,
} from './shape.ts';
