export { BudgetError } from './budget/budget-error.ts';
export type { BudgetReport, DroppedPart, KeptPart } from './budget/budget-report.ts';
export { estimateTokens, type TokenEstimate } from './budget/estimate-tokens.ts';
export {
  type Budget,
  type BudgetOptions,
  fit,
  type FittedPrompt,
  type TextBudgetOptions,
} from './budget/fit.ts';
export {
  type Cut,
  firstThatFits,
  type FlexiblePartOptions,
  optional,
  type PartContent,
  type PromptPart,
  required,
  type RequiredPartOptions,
  truncatable,
  type TruncatablePartOptions,
} from './budget/prompt-part.ts';
export { taskParts, type TaskPartsOptions } from './budget/task-parts.ts';
export type { SegmentSource, Segment, TemplateSource, ValueSource } from './rendered/segment.ts';
export { type AlternatingLabelsOptions, orderAlternatingLabels } from './order/order-alternating-labels.ts';
export { orderAsGiven, type Ordering } from './order/order-as-given.ts';
export { orderBySimilarity, type SimilarityOrderOptions } from './order/order-by-similarity.ts';
export { orderReversed } from './order/order-reversed.ts';
export {
  type OrderCandidate,
  type OrderSearch,
  searchOrder,
  type SearchOrderOptions,
} from './order/search-order.ts';
export { diffPrompts } from './rendered/diff-prompts.ts';
export { fingerprintOf } from './rendered/fingerprint.ts';
export {
  type RenderedMessage,
  type RenderedPrompt,
  renderedPrompt,
  toMessages,
} from './rendered/rendered-prompt.ts';
export { joinText, type RenderedText, renderedText } from './rendered/rendered-text.ts';
export { toTranscript } from './rendered/to-transcript.ts';
export type { ChatTokenOptions } from './render/format-prompt.ts';
export { literalSpans } from './render/literal-spans.ts';
export { toAiSdkPrompt } from './render/to-ai-sdk-prompt.ts';
export { toText } from './render/to-text.ts';
export { countTokens, type TextTokenOptions, toTokens } from './render/to-tokens.ts';
export type { Embed, EmbeddingSelectorOptions } from './select/embedding.ts';
export { type LengthSelectorOptions, selectByLength } from './select/select-by-length.ts';
export { type NgramOverlapOptions, selectByNgramOverlap } from './select/select-by-ngram-overlap.ts';
export { type DiverseOptions, selectDiverse } from './select/select-diverse.ts';
export { selectFixed } from './select/select-fixed.ts';
export { type LabelBalancedOptions, selectLabelBalanced } from './select/select-label-balanced.ts';
export { type MmrOptions, selectMmr } from './select/select-mmr.ts';
export { selectNearest } from './select/select-nearest.ts';
export { type SeededSelectorOptions, selectRandom } from './select/select-random.ts';
export type {
  Selection,
  SelectionReason,
  Selector,
  SelectOptions,
  SelectorOptions,
} from './select/selector.ts';
export type { Example, TextExample } from './task/example.ts';
export { jsonCodec, type JsonCodecOptions } from './task/json-codec.ts';
export { type LabelCodec, labelCodec, type LabelOf, type Labels } from './task/label-codec.ts';
export {
  type ChatDemonstrationOptions,
  type CodecOutput,
  type DemonstrationOptions,
  type InputOf,
  type InputSpecification,
  type LabelOutput,
  type LabelTask,
  type Task,
  task,
  type TaskOptions,
} from './task/task.ts';
export type { TaskLayout } from './task/task-layout.ts';
export { templateCodec, type TemplateCodec } from './task/template-codec.ts';
export { type CodecValue, plainText, type TextCodec } from './task/text-codec.ts';
export {
  assistant,
  history,
  type MediaVariable,
  mediaVariable,
  type MessagePart,
  type MessageTemplate,
  system,
  type TextValues,
  user,
} from './template/message-templates.ts';
export { parseTemplate, type TemplatePart } from './template/parse-template.ts';
export { type Exactly, prompt, type Prompt, type PromptOptions } from './template/prompt.ts';
export { type PromptValue, trusted, type TrustedText } from './template/prompt-value.ts';
export type { VariableNames } from './template/variable-names.ts';
export { fromAiSdk } from './providers/ai-sdk/from-ai-sdk.ts';
export { toAiSdk, type ToAiSdkOptions } from './providers/ai-sdk/to-ai-sdk.ts';
export { type ChatEnd, chatGeneration, type ChatSource } from './providers/chat-generation.ts';
export type { Constrain } from './providers/local/answer-constraint.ts';
export { localChatModel, type LocalChatModelOptions } from './providers/local/local-chat-model.ts';
export { hermesToolCalls, type ToolCallFormat } from './providers/local/tool-call-format.ts';
export { openAiCompatible, type OpenAiCompatibleOptions } from './providers/openai/openai-compatible.ts';
export {
  ProviderError,
  type ProviderErrorDetails,
  type ProviderErrorKind,
} from './providers/provider-error.ts';
export {
  type ScriptedAnswer,
  type ScriptedModel,
  scriptedModel,
  type ScriptedTurn,
} from './providers/scripted-model.ts';
export { memoryCache } from './providers/wrappers/memory-cache.ts';
export {
  type CacheOptions,
  type ChatCacheStore,
  requestFingerprint,
  withCache,
} from './providers/wrappers/with-cache.ts';
export { withConcurrency } from './providers/wrappers/with-concurrency.ts';
export { type RetryOptions, withRetry } from './providers/wrappers/with-retry.ts';
export { type TimeoutOptions, withTimeout } from './providers/wrappers/with-timeout.ts';
export type { Running } from './running/running.ts';
export type { Constraint, ConstraintStartOptions, ConstraintState } from './constraint/constraint.ts';
export {
  bitmaskConstraint,
  type BitmaskConstraintOptions,
  type BitmaskMatcher,
} from './constraint/bitmask-constraint.ts';
export { choice } from './constraint/grammar/choice.ts';
export type { Grammar } from './constraint/grammar/grammar.ts';
export { matches } from './constraint/grammar/matches.ts';
export { jsonSchema, type JsonSchemaOptions } from './constraint/json-schema/json-schema.ts';
export { supportedKeywords } from './constraint/json-schema/supported-keywords.ts';
export { type JsonIssue, validateJson } from './constraint/json-schema/validate-json.ts';
export { logitConstraint } from './constraint/logit-constraint.ts';
export {
  grammarConstraint,
  type GrammarConstraintOptions,
} from './constraint/matching/grammar-constraint.ts';
export { regex } from './constraint/regex/regex.ts';
export {
  agent,
  type AgentEvent,
  type AgentOptions,
  type AgentResult,
  type AgentStopReason,
} from './agent/agent.ts';
export type { AgentLimits, AgentUsage, TokenPrice } from './agent/agent-limits.ts';
export type { ToolOutcome } from './agent/call-tool.ts';
export { tool, type Tool, type ToolContext, type ToolOptions, type ValidatedInput } from './agent/tool.ts';
export { type FailedAttempt, ObjectError } from './object/object-error.ts';
export type { ObjectOf, ObjectSchema } from './object/object-schema.ts';
export { type DeepPartial, partialJson } from './object/partial-json.ts';
export {
  type ChatObjectRequest,
  generateObject,
  type LocalObjectRequest,
  type ObjectRequest,
  type ObjectResult,
  streamObject,
} from './object/stream-object.ts';
export type { BootstrapOptions } from './evaluate/bootstrap.ts';
export { compare, type Comparison } from './evaluate/compare.ts';
export {
  evaluate,
  type EvaluateOptions,
  type Evaluation,
  type Program,
  type ProgramContext,
} from './evaluate/evaluate.ts';
export type { EvaluationReport, MetricReport } from './evaluate/evaluation-report.ts';
export {
  accuracy,
  labelAccuracy,
  type LabelObservation,
  type LabelPrediction,
} from './evaluate/metrics/accuracy.ts';
export { brierScore } from './evaluate/metrics/brier-score.ts';
export { exactMatch } from './evaluate/metrics/exact-match.ts';
export { expectedCalibrationError } from './evaluate/metrics/expected-calibration-error.ts';
export { tokenF1, tokenF1Score } from './evaluate/metrics/token-f1.ts';
export { meanMetric, type Observation } from './evaluate/observation.ts';
export {
  orderSensitivity,
  type OrderSensitivity,
  type OrderSensitivityOptions,
} from './evaluate/order-sensitivity.ts';
export { batch, type BatchOptions } from './classify/calibration/batch.ts';
export type { Calibration, CalibrationContext, Correction } from './classify/calibration/calibration.ts';
export { contextual } from './classify/calibration/contextual.ts';
export { pmi } from './classify/calibration/pmi.ts';
export { fitTemperature, temperature, type TemperatureExample } from './classify/calibration/temperature.ts';
export {
  type Classification,
  classify,
  type ClassifyOptions,
  type ClassifyPrompts,
  type ClassifyTask,
  type Scoring,
} from './classify/classify.ts';
export { type DecisionModelOptions, toDecisionModel } from './classify/decision-model.ts';
export type { LabelScore, WordScore } from './classify/label-scores.ts';
export type { ChannelPrompt } from './classify/score-labels.ts';
export { bootstrapFewShot, type BootstrapFewShotOptions } from './optimize/bootstrap-few-shot.ts';
export { instructionSearch, type InstructionSearchOptions } from './optimize/instruction-search.ts';
export { orderSearch, type OrderSearchOptions } from './optimize/order-search.ts';
export {
  promptArtifact,
  type PromptArtifact,
  type PromptSettings,
  readPromptArtifact,
  type SearchRecord,
  type Trial,
} from './optimize/prompt-artifact.ts';
export { proposeInstructions, type ProposeInstructionsOptions } from './optimize/propose-instructions.ts';
export { randomSearch, type RandomSearchOptions } from './optimize/random-search.ts';
export type { SearchOptions } from './optimize/search-candidates.ts';
export { splitExamples } from './optimize/split-examples.ts';
export {
  type ChunkOptions,
  chunkPrompt,
  type ChunkReport,
  type ChunkToken,
  type PromptChunk,
} from './image/encoding/chunk-prompt.ts';
export {
  type EncodedClause,
  type EncodedImagePrompt,
  encodeImagePrompt,
  type EncodeImagePromptOptions,
} from './image/encoding/encode-image-prompt.ts';
export { parseA1111 } from './image/a1111/parse-a1111.ts';
export { parseCompel } from './image/compel/parse-compel.ts';
export type {
  AlternatingFragments,
  BlendPart,
  ChunkBreak,
  ImageClause,
  ImageFragment,
  ImagePrompt,
  ImagePromptDialect,
  ParseImagePromptOptions,
  ResolvedFragment,
  ScheduledFragments,
  ScheduleStep,
  WeightedText,
} from './image/image-prompt.ts';
export { changingSteps, promptAtStep, type SamplingStep } from './image/prompt-at-step.ts';
export { printImagePrompt } from './image/print-image-prompt.ts';
export { chain, type Chain, type ChainResult, type StepContext } from './strategies/chain.ts';
export {
  chainOfThought,
  type ChainOfThoughtOptions,
  type ReasonedAnswer,
} from './strategies/chain-of-thought.ts';
export { extract, type ExtractOptions } from './strategies/extract.ts';
export { react, type ReactAnswer, type ReactOptions } from './strategies/react.ts';
export { type ReflectedAnswer, reflection, type ReflectionOptions } from './strategies/reflection.ts';
export {
  type ConsistentAnswer,
  selfConsistency,
  type SelfConsistencyOptions,
} from './strategies/self-consistency.ts';
export type { RecordBatch } from './bridge/record-batches.ts';
export { type RecordDataOptions, recordEvaluationData, recordTrainingData } from './bridge/record-data.ts';
export { holdOut, type HoldOutOptions } from './bridge/hold-out.ts';
export {
  type TrainingRecord,
  trainingRecords,
  type TrainingRecordOptions,
  type TrainingRecords,
} from './bridge/training-records.ts';
