import {
  type ChatFormat,
  type ChatModel,
  type ChatPiece,
  type ChatRequest,
  type GenerateOptions,
  type GenerationResult,
  type JsonSchema,
  type LanguageModel,
  type LogitConstraint,
  type Tokenizer,
  UnsupportedError,
} from '@fm/core';
import { type ChatEnd, chatGeneration } from '../chat-generation.ts';
import { endOfTurn } from './end-of-turn.ts';
import { hermesToolCalls, type ToolCallFormat } from './tool-call-format.ts';

/** Options of {@link localChatModel}. */
export interface LocalChatModelOptions {
  readonly model: LanguageModel;
  /** Writes conversations as the model was trained on them, for example `chatFormat(tokenizer)` of `@fm/lm`. */
  readonly format: ChatFormat;
  /** Ids that end an answer. @default the end of the text, and what `format` writes after an assistant's message */
  readonly stopTokens?: readonly number[];
  /** How the model writes tool calls. @default hermesToolCalls */
  readonly toolCalls?: ToolCallFormat;
  /** Makes the constraint for requests with a `responseSchema`; without it such requests are refused. */
  readonly constrain?: (schema: JsonSchema, tokenizer: Tokenizer) => LogitConstraint;
}

/**
 * A local language model with a chat template as a {@link ChatModel}.
 *
 * @throws {UnsupportedError} from requests that it cannot serve: a forced tool, a schema without `constrain`, pictures
 * and recordings
 */
export function localChatModel(options: LocalChatModelOptions): ChatModel {
  const { model, format, toolCalls = hermesToolCalls } = options;
  const stopTokens = options.stopTokens ?? endOfTurn(format, model.tokenizer);
  return {
    name: model.name,
    generate: (request: ChatRequest) =>
      chatGeneration((signal) => {
        refuseWhatIsUnsupported(request, options);
        const tools = request.toolChoice === 'none' ? undefined : request.tools;
        const hasTools = tools !== undefined && tools.length > 0;
        const { ids } = format.render(request.messages, {
          addGenerationPrompt: true,
          ...(hasTools && { tools }),
        });
        const generation = model.generate(ids, generateOptions(request, options, { stopTokens, signal }));
        return answer(generation, {
          toolCalls: hasTools ? toolCalls : undefined,
          idPrefix: `call_${request.messages.length}_`,
        });
      }, request.signal),
  };
}

function generateOptions(
  { responseSchema, maxTokens, temperature, topK, topP, seed, stop }: ChatRequest,
  { model, constrain }: LocalChatModelOptions,
  always: Pick<GenerateOptions, 'stopTokens' | 'signal'>,
): GenerateOptions {
  const constraint = responseSchema && constrain?.(responseSchema, model.tokenizer);
  const given = { maxTokens, temperature, topK, topP, seed, stop, constraint };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...always,
  };
}

interface AnswerOptions {
  readonly toolCalls: ToolCallFormat | undefined;
  readonly idPrefix: string;
}

async function* answer(
  generation: ReturnType<LanguageModel['generate']>,
  { toolCalls, idPrefix }: AnswerOptions,
): AsyncGenerator<ChatPiece, ChatEnd, undefined> {
  // Text that may be, or is, a tool call.
  let held = '';
  for await (const { text } of generation) {
    held += text;
    const shown = toolCalls === undefined ? held.length : certainLength(held, toolCalls.open);
    if (shown > 0) yield { type: 'text', text: held.slice(0, shown) };
    held = held.slice(shown);
  }
  const { text, calls } = toolCalls?.read(held) ?? { text: held, calls: [] };
  if (text !== '') yield { type: 'text', text };
  for (const [i, call] of calls.entries())
    yield { type: 'tool-call', call: { ...call, id: `${idPrefix}${i}` } };
  const { finishReason, promptTokens, tokens } = await generation.result;
  return {
    finishReason: calls.length > 0 ? 'tool-calls' : unified(finishReason),
    usage: { inputTokens: promptTokens, outputTokens: tokens.length },
  };
}

/** Length of the beginning of `text` that is no part of a later or begun `open`. */
function certainLength(text: string, open: string): number {
  const at = text.indexOf(open);
  if (at >= 0) return at;
  for (let length = Math.min(open.length - 1, text.length); length > 0; length--)
    if (text.endsWith(open.slice(0, length))) return text.length - length;
  return text.length;
}

function unified(reason: GenerationResult['finishReason']): ChatEnd['finishReason'] {
  return reason === 'context' ? 'length' : reason;
}

function refuseWhatIsUnsupported(
  { messages, toolChoice, responseSchema }: ChatRequest,
  { model, constrain }: LocalChatModelOptions,
): void {
  const refuse = (what: string, hint: string): never => {
    throw new UnsupportedError(`${model.name}: ${what}`, { hint });
  };
  if (toolChoice === 'required' || typeof toolChoice === 'object')
    refuse('a local model cannot be made to call a tool', "Use toolChoice 'auto' and say so in the prompt.");
  if (responseSchema !== undefined && constrain === undefined)
    refuse('a schema needs a constraint', 'Give localChatModel the option constrain.');
  const hasMedia = messages.some(
    ({ role, content }) =>
      role === 'user' && typeof content !== 'string' && content.some((part) => part.type !== 'text'),
  );
  if (hasMedia) refuse('this model reads text only', 'Leave pictures and recordings out.');
}
