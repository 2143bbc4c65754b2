import type { TensorType } from '@fm/core';

/** Chooses parameters: a pattern that their names match, or a predicate. */
export type ParameterFilter = RegExp | ((name: string, type: TensorType) => boolean);

/** Whether a filter chooses a parameter. */
export function chooses(filter: ParameterFilter, name: string, type: TensorType): boolean {
  return typeof filter === 'function'
    ? filter(name, type)
    : new RegExp(filter.source, filter.flags.replace(/[gy]/g, '')).test(name);
}

/** Parameters of rank 2 and more: matrices, embeddings and kernels, but neither biases nor the gains of norms. */
export function isMatrixOrKernel(_name: string, { shape }: TensorType): boolean {
  return shape.length >= 2;
}

/** Every parameter. */
export function isAny(): boolean {
  return true;
}
