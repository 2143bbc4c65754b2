export { type TextBatch, type TextBlockOptions } from './data/text-blocks.ts';
export { textEvaluationData } from './data/text-evaluation-data.ts';
export { textTrainingData, type TextTrainingDataOptions } from './data/text-training-data.ts';
export {
  splitTokens,
  tokenizeTexts,
  type TokenizeTextsOptions,
  type TokenSequence,
} from './data/token-sequence.ts';
export { ngramCrossEntropy, type NgramData } from './evaluation/ngram-cross-entropy.ts';
export { type Perplexity, perplexity } from './evaluation/perplexity.ts';
export type { CacheMode } from './generation/decoder-state.ts';
export {
  languageModel,
  type LanguageModelOptions,
  type LoadedLanguageModel,
} from './generation/language-model.ts';
export { sampleToken, type SamplingOptions } from './generation/sample-token.ts';
export type { CheckpointFiles, SavableTokenizer } from './hugging-face/checkpoint-files.ts';
export { type GptNeoXCheckpoint, readGptNeoX, writeGptNeoX } from './hugging-face/gpt-neox-files.ts';
export { type Gpt2Checkpoint, readGpt2, writeGpt2 } from './hugging-face/gpt2-files.ts';
export type {
  CachedHiddenStates,
  CacheLayout,
  CausalDecoder,
  CausalModel,
  DecoderCache,
  ForwardContext,
  LayerCache,
} from './models/causal-decoder.ts';
export { exportOnnx, type ExportOnnxOptions } from './models/export-onnx.ts';
export { type Gpt2Config, gpt2Config, readGpt2Config } from './models/gpt2/config.ts';
export { Gpt2 } from './models/gpt2/model.ts';
export { gpt2Parameters, gpt2Tensors } from './models/gpt2/weights.ts';
export { type GptNeoXConfig, gptNeoXConfig, readGptNeoXConfig } from './models/gpt-neox/config.ts';
export { GptNeoX } from './models/gpt-neox/model.ts';
export { gptNeoXParameters, gptNeoXTensors } from './models/gpt-neox/weights.ts';
export { causalLanguageModeling } from './objectives/causal-lm.ts';
export { byteTokenizer, type ByteTokenizerOptions } from './tokenizer/byte/byte-tokenizer.ts';
export {
  type CharacterTokenizer,
  characterTokenizer,
  type CharacterTokenizerOptions,
} from './tokenizer/character/character-tokenizer.ts';
export type { TokenEncoding } from './tokenizer/encoding/token-encoding.ts';
export { type DecodeTextOptions, type EncodeTextOptions, TextTokenizer } from './tokenizer/text-tokenizer.ts';
export { readTokenizer, type ReadTokenizerOptions } from './tokenizer/tokenizer-json/read-tokenizer.ts';
