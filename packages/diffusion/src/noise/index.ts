export type { NoiseDraw, NoiseRequest, NoiseSource, NoiseState } from './noise-source.ts';
export { torchNoise, type TorchNoiseState } from './torch-noise.ts';
export { brownianNoise, type BrownianNoiseOptions, type BrownianNoiseState } from './brownian-noise.ts';
