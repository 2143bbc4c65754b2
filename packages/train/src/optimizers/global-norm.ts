import { add, reduceSumSquare, sqrt, type Tensor } from '@fm/core';

/** Euclidean norm of all elements of some tensors together, `f32[]`: `√(Σ x²)`. */
export function globalNorm(tensors: Iterable<Tensor>): Tensor {
  return sqrt([...tensors].map((tensor) => reduceSumSquare(tensor)).reduce(add));
}
