export { bernoulli } from './bernoulli.ts';
export { categorical } from './categorical.ts';
export { foldIn } from './fold-in.ts';
export {
  foldInHost,
  type HostKey,
  hostKey,
  normalHost,
  permutationHost,
  randomBitsHost,
  splitKeyHost,
  uniformHost,
} from './host-random.ts';
export { normal } from './normal.ts';
export { permutation } from './permutation.ts';
export { randomBits } from './random-bits.ts';
export { randomKey } from './random-key.ts';
export { splitKey } from './split-key.ts';
export * from './torch/index.ts';
export { uniform, type UniformOptions } from './uniform.ts';
