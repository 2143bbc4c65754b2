export { emitOnnx, type EmitOptions, type OnnxModel } from './emit-onnx.ts';
export { onnxDataType } from './proto.ts';
