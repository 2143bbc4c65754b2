export type { SegmentSource, Segment, TemplateSource, ValueSource } from './rendered/segment.ts';
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
