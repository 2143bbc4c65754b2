export { emitOnnx, type EmitOptions, type OnnxModel } from './emit-onnx.ts';
