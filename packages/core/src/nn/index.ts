export { Conv2d, type Conv2dModuleOptions } from './conv2d.ts';
export { ConvTranspose2d, type ConvTranspose2dModuleOptions } from './conv-transpose2d.ts';
export { Embedding, type EmbeddingOptions } from './embedding.ts';
export { fittingParameters } from './fitting-parameters.ts';
export { crossEntropy, type CrossEntropyOptions, type WeightedMean } from './functional/cross-entropy.ts';
export { dropout } from './functional/dropout.ts';
export { groupNorm, type GroupNormOptions } from './functional/group-norm.ts';
export { meanSquaredError } from './functional/mean-squared-error.ts';
export { rotaryEmbedding, type RotaryEmbeddingOptions } from './functional/rotary-embedding.ts';
export {
  type AttentionOptions,
  scaledDotProductAttention,
} from './functional/scaled-dot-product-attention.ts';
export { sinusoidalEmbedding, type SinusoidalEmbeddingOptions } from './functional/sinusoidal-embedding.ts';
export { GatedMlp, type GatedMlpOptions } from './gated-mlp.ts';
export { GroupNorm, type GroupNormModuleOptions } from './group-norm.ts';
export { initialize } from './initialize.ts';
export {
  kaimingNormalInitializer,
  kaimingUniformInitializer,
  normalInitializer,
  onesInitializer,
  type ScalingOptions,
  truncatedNormalInitializer,
  uniformInitializer,
  xavierNormalInitializer,
  xavierUniformInitializer,
  zerosInitializer,
} from './initializers.ts';
export { LayerNorm, type LayerNormModuleOptions } from './layer-norm.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { Mlp, type MlpOptions } from './mlp.ts';
export { Module } from './module.ts';
export {
  MultiHeadAttention,
  type MultiHeadAttentionInputs,
  type MultiHeadAttentionOptions,
} from './multi-head-attention.ts';
export { type Initializer, Parameter } from './parameter.ts';
export { RmsNorm, type RmsNormModuleOptions } from './rms-norm.ts';
export { storedParameter } from './stored-parameter.ts';
