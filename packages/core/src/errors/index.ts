export { ArgumentError } from './argument-error.ts';
export { BackendError } from './backend-error.ts';
export { FmError, type FmErrorDetails } from './fm-error.ts';
export { FormatError } from './format-error.ts';
export { GraphError } from './graph-error.ts';
export { NumericalError } from './numerical-error.ts';
export { ShapeError } from './shape-error.ts';
export { StorageError } from './storage-error.ts';
export { UnsupportedError } from './unsupported-error.ts';
