import {
  type ChatFormat,
  type ChatModel,
  type ChatPiece,
  type ChatRequest,
  type GenerateOptions,
  type GenerationResult,
  type LanguageModel,
  UnsupportedError,
} from '@fm/core';
import type { Constraint } from '../../constraint/constraint.ts';
import { logitConstraint } from '../../constraint/logit-constraint.ts';
import { type ChatEnd, chatGeneration } from '../chat-generation.ts';
import { answerConstraints, type Constrain } from './answer-constraint.ts';
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
  /**
   * Makes the constraint for requests with a `responseSchema`; tools cannot be called then.
   *
   * @default that of `jsonSchema`, which lets the model call a tool instead, where it has some
   */
  readonly constrain?: Constrain;
}

/**
 * A local language model with a chat template as a {@link ChatModel}. Answers that must be JSON of a schema, or a tool
 * call, are constrained to it token by token, and complete within `maxTokens` (512 unless given).
 *
 * @throws {UnsupportedError} from requests that it cannot serve: schemas that `jsonSchema` refuses, pictures and
 * recordings, a forced call in a format without a grammar
 * @throws {ArgumentError} from requests that force a tool they do not have, or whose constrained answer does not fit
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { Gpt2, languageModel } from '@fm/lm';
 * import { byteTokenizer, chatFormat, chatTemplate } from '@fm/lm/tokenizer';
 * import { ortBackend } from '@fm/ort';
 * import { localChatModel } from '@fm/prompt';
 *
 * const tokenizer = byteTokenizer({ specialTokens: ['<end>'] });
 * const template = chatTemplate('{% for message in messages %}{{ message.content }}<end>{% endfor %}');
 * const network = new Gpt2({ vocab_size: 257, n_positions: 64, n_embd: 8, n_layer: 1, n_head: 1 });
 * await using backend = await ortBackend();
 * await using lm = languageModel({ model: network, tokenizer, parameters: initialize(network, 0), backend });
 *
 * // The weights are random, and yet the answer is of the schema.
 * const model = localChatModel({ model: lm, format: chatFormat(tokenizer, { template }), stopTokens: [256] });
 * const { text } = await model.generate({
 *   messages: [{ role: 'user', content: 'Yes or no?' }],
 *   responseSchema: { enum: ['yes', 'no'] },
 * }).result;
 * ['yes', 'no'].includes(JSON.parse(text)); // => true
 * ```
 */
export function localChatModel(options: LocalChatModelOptions): ChatModel {
  const { model, format, toolCalls = hermesToolCalls } = options;
  const stopTokens = options.stopTokens ?? endOfTurn(format, model.tokenizer);
  const constraintOf = answerConstraints({ ...options, stopTokens, toolCalls });
  return {
    name: model.name,
    generate: (request: ChatRequest) =>
      chatGeneration((signal) => {
        refuseMedia(request, model);
        const constraint = constraintOf(request);
        const tools = request.toolChoice === 'none' ? undefined : request.tools;
        const hasTools = tools !== undefined && tools.length > 0;
        const { ids } = format.render(request.messages, {
          addGenerationPrompt: true,
          ...(hasTools && { tools }),
        });
        const generation = model.generate(ids, {
          ...settingsOf(request),
          ...(constraint && constrained(constraint, request, model.contextLength - ids.length)),
          stopTokens,
          signal,
        });
        return answer(generation, {
          toolCalls: hasTools ? toolCalls : undefined,
          idPrefix: `call_${request.messages.length}_`,
        });
      }, request.signal),
  };
}

function settingsOf(request: ChatRequest): GenerateOptions {
  const { maxTokens, temperature, topK, topP, seed, stop } = request;
  const given = { maxTokens, temperature, topK, topP, seed, stop };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The last token is the one that ends the answer. */
function constrained(
  constraint: Constraint,
  { maxTokens = 512 }: ChatRequest,
  room: number,
): Pick<GenerateOptions, 'constraint' | 'maxTokens'> {
  const most = Math.min(maxTokens, room);
  return { maxTokens: most, constraint: logitConstraint(constraint, { maxTokens: most - 1 }) };
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

function refuseMedia({ messages }: ChatRequest, { name }: LanguageModel): void {
  const hasMedia = messages.some(
    ({ role, content }) =>
      role === 'user' && typeof content !== 'string' && content.some((part) => part.type !== 'text'),
  );
  if (hasMedia) {
    throw new UnsupportedError(`${name}: this model reads text only`, {
      hint: 'Leave pictures and recordings out.',
    });
  }
}
