export { torchBernoulli } from './torch-bernoulli.ts';
export { torchExponential, type TorchExponentialOptions } from './torch-exponential.ts';
export { TorchGenerator, type TorchGeneratorState } from './torch-generator.ts';
export { torchMultinomial, type TorchMultinomialOptions } from './torch-multinomial.ts';
export { torchRand } from './torch-rand.ts';
export { torchRandint } from './torch-randint.ts';
export { torchRandn } from './torch-randn.ts';
export { torchRandperm } from './torch-randperm.ts';
export { torchStateFromBytes, torchStateToBytes } from './torch-state-bytes.ts';
