export { bindInputs } from './bind-inputs.ts';
export { evaluateGraph, type ReferencePrecision } from './reference/evaluate.ts';
export { referenceBackend, type ReferenceBackendOptions } from './reference/reference-backend.ts';
