export type { NoiseDraw, NoiseRequest, NoiseSource, NoiseState } from './noise-source.ts';
export { torchNoise, type TorchNoiseState } from './torch-noise.ts';
