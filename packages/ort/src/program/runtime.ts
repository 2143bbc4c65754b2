import type { ConcreteShape, DeviceTensor, DType, HostTensor, OnnxModel, TensorType } from '@fm/core';

/** What the backend and its executables need of one way to reach ONNX Runtime. `T` is the device tensor it works on. */
export interface Runtime<T extends OwnedTensor> extends AsyncDisposable {
  /** Short name for messages, for example `ort-native`. */
  readonly name: string;
  /** How programs are emitted unless the caller says otherwise. */
  readonly mode: 'portable' | 'fused';
  /** Loads an ONNX model. */
  createSession(program: Program): Promise<Session<T>>;
  /** A device tensor with these numbers. */
  upload(host: HostTensor): T;
  /** A zero-filled device tensor. */
  empty(dtype: DType, shape: ConcreteShape): T;
  /** Whether a device tensor was made by a runtime of this kind. */
  owns(tensor: unknown): tensor is T;
}

/** A program on its way into a session. */
export interface Program {
  readonly name: string;
  readonly onnx: OnnxModel;
  /** Types of the inputs, in the order in which runs pass them. */
  readonly inputs: ReadonlyMap<string, TensorType>;
  /** Types of the outputs, in the order in which runs pass them. */
  readonly outputs: ReadonlyMap<string, TensorType>;
  /** Whether it only asks what the runtime can do, and is not to be profiled. @default false */
  readonly isProbe?: boolean;
}

/** A loaded model. Its caller checks names, types and shapes, and starts a run only when the one before has ended. */
export interface Session<T extends OwnedTensor> extends AsyncDisposable {
  /** Computes `outputs` from `inputs`, both in the program's order; settles when the tensors are free again. */
  run(inputs: readonly T[], outputs: readonly T[], signal: AbortSignal | undefined): Promise<void>;
  /** Stops profiling and returns the path of the profile. */
  endProfile(): Promise<string>;
}

/** A device tensor that can say whether it may still be used. */
export interface OwnedTensor extends DeviceTensor {
  readonly disposed: boolean;
}
