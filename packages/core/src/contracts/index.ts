export type { Backend, CompileOptions, DeviceTensor } from './backend.ts';
export type { Batch, TracedBatch } from './batch.ts';
export type {
  AssistantMessage,
  ChatMessage,
  JsonSchema,
  MediaPart,
  SystemMessage,
  TextPart,
  ToolCall,
  ToolDescription,
  ToolMessage,
  UserMessage,
  UserPart,
} from './chat-message.ts';
export type {
  ChatGeneration,
  ChatModel,
  ChatPiece,
  ChatRequest,
  ChatResult,
  ChatUsage,
} from './chat-model.ts';
export type { ChatFormat, ChatFormatOptions, FormattedChat, FormattedSegment } from './chat-format.ts';
export type { Checkpoint, CheckpointStore } from './checkpoint.ts';
export type { DataCursor, DataItem, Dataset } from './dataset.ts';
export type { Denoiser, DenoiserInput, PredictionKind } from './denoiser.ts';
export type { Executable, RunInputs, RunOptions } from './executable.ts';
export type {
  ContinuationScore,
  EmbedOptions,
  GeneratedToken,
  GenerateOptions,
  Generation,
  GenerationResult,
  LanguageModel,
  LogitConstraint,
  TokenScores,
} from './language-model.ts';
export type { Metric, MetricAccumulator } from './metric.ts';
export type { Model } from './model.ts';
export type { NoiseSchedule } from './noise-schedule.ts';
export type { Loss, LossContext, Objective } from './objective.ts';
export type { Optimizer, OptimizerStateSpec, UpdateContext, UpdateResult } from './optimizer.ts';
export type { ProgressEvent } from './progress-event.ts';
export type {
  NoiseLevelRequest,
  Prediction,
  Sampler,
  SamplerInit,
  SamplerRequest,
  SamplerSeed,
  SamplerState,
} from './sampler.ts';
export type { TextEncoder, TextEncoderTokens, TextEncoding } from './text-encoder.ts';
export type { DecodeOptions, DecodeStream, EncodeOptions, Encoding, Tokenizer } from './tokenizer.ts';
