import type { Tensor } from '@fm/core';

/** A map of the same names with every tensor replaced. */
export function mapTensors(
  tensors: ReadonlyMap<string, Tensor>,
  replace: (tensor: Tensor, name: string) => Tensor,
): ReadonlyMap<string, Tensor> {
  return new Map([...tensors].map(([name, tensor]) => [name, replace(tensor, name)]));
}

/** The tensor of a name that must be there. */
export function tensorOf(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  return tensors.get(name) as Tensor;
}
