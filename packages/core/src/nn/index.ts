export { Embedding, type EmbeddingOptions } from './embedding.ts';
export { crossEntropy, type CrossEntropyOptions, type WeightedMean } from './functional/cross-entropy.ts';
export { dropout } from './functional/dropout.ts';
export { type AttentionOptions, scaledDotProductAttention } from './functional/scaled-dot-product-attention.ts';
export { initialize } from './initialize.ts';
export {
  kaimingNormalInitializer,
  kaimingUniformInitializer,
  normalInitializer,
  onesInitializer,
  type ScalingOptions,
  truncatedNormalInitializer,
  uniformInitializer,
  xavierUniformInitializer,
  zerosInitializer,
} from './initializers.ts';
export { LayerNorm, type LayerNormModuleOptions } from './layer-norm.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { Module } from './module.ts';
export { type Initializer, Parameter } from './parameter.ts';
