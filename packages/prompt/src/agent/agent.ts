import { ArgumentError, type ChatMessage, type ChatModel, type ChatResult, type ToolCall } from '@fm/core';
import { fingerprintOf } from '../rendered/fingerprint.ts';
import {
  type RenderedMessage,
  renderedPrompt,
  type RenderedPrompt,
  toMessages,
} from '../rendered/rendered-prompt.ts';
import { renderedText, type RenderedText } from '../rendered/rendered-text.ts';
import { running, type Running, untilAborted } from '../running/running.ts';
import {
  addUsage,
  type AgentLimits,
  type AgentUsage,
  type CheckedLimits,
  checkLimits,
  reachedLimit,
  type TokenPrice,
} from './agent-limits.ts';
import { callTool, type ToolOutcome } from './call-tool.ts';
import { fenced, fenceInstructions, randomFence } from './fence.ts';
import type { Tool } from './tool.ts';

/** Options of {@link agent}. */
export interface AgentOptions {
  readonly model: ChatModel;
  readonly tools: readonly Tool[];
  /** The conversation so far, or what the user asks. */
  readonly messages: string | readonly ChatMessage[];
  /** Instructions, put before the messages. */
  readonly system?: string;
  readonly limits?: AgentLimits;
  /** What tokens cost, for `limits.cost` and the result. */
  readonly price?: TokenPrice;
  /** Asked before a tool with `needsApproval` runs, one call at a time; text is the reason of a refusal. */
  readonly approve?: (call: ToolCall) => boolean | string | Promise<boolean | string>;
  /** Temperature, seed and limit of each answer. */
  readonly temperature?: number;
  readonly seed?: number;
  readonly maxTokens?: number;
  /** Makes the random numbers around tools' outputs; for tests. @default 128 random bits */
  readonly fence?: () => string;
  readonly signal?: AbortSignal;
}

/** What an agent does, as it happens. */
export type AgentEvent =
  | { readonly type: 'step'; readonly step: number }
  | { readonly type: 'text' | 'reasoning'; readonly text: string }
  | { readonly type: 'tool-call'; readonly call: ToolCall }
  | { readonly type: 'denied'; readonly call: ToolCall; readonly reason: string }
  | ({ readonly type: 'tool-result'; readonly call: ToolCall } & ToolOutcome)
  | { readonly type: 'stop'; readonly reason: AgentStopReason };

/** Why an agent stopped. Only `answered` means that it was ready. */
export type AgentStopReason =
  | 'answered'
  | 'steps'
  | 'tokens'
  | 'cost'
  | 'repeated-action'
  | 'length'
  | 'content-filter'
  | 'other'
  | 'cancelled';

/** What an agent came to. */
export interface AgentResult {
  /** The model's last words. */
  readonly text: string;
  readonly reason: AgentStopReason;
  /** The whole conversation. */
  readonly messages: readonly ChatMessage[];
  /** The whole conversation, in which outputs of tools are marked as untrusted. */
  readonly transcript: RenderedPrompt;
  readonly usage: AgentUsage;
}

/**
 * Lets a model use tools until it answers or a limit is reached. Inputs are validated before a tool runs; what goes
 * wrong goes back to the model as the tool's result. Calls of one answer run in parallel. Outputs of tools reach the
 * model as quoted data between random marks, with instructions not to obey them.
 *
 * Quotation lowers the risk of injected instructions; it does not remove it. Give tools that do harm `needsApproval`.
 *
 * @throws {ArgumentError} when options do not fit together
 * @throws {UnsupportedError} from the run, when tokens are limited and the model does not count them
 * @example
 * ```ts
 * import { agent, scriptedModel, tool } from '@fm/prompt';
 * import { z } from 'zod';
 *
 * const now = tool({ name: 'now', description: 'The time.', input: z.object({}), run: () => 'noon' });
 * const model = scriptedModel([{ toolCalls: [{ id: '1', name: 'now', input: {} }] }, 'It is noon.']);
 * const { text, usage } = await agent({ model, tools: [now], messages: 'What time is it?' }).result;
 * text; // => 'It is noon.'
 * usage.steps; // => 2
 * ```
 */
export function agent(options: AgentOptions): Running<AgentEvent, AgentResult> {
  const limits = checkLimits(options.limits ?? {}, options.price);
  const state = new AgentState(options, limits);
  return running({
    signal: options.signal,
    run: (signal) => act(options, state, signal),
    cancelled: () => state.result('cancelled'),
  });
}

class AgentState {
  readonly limits: CheckedLimits;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly messages: RenderedMessage[];
  usage: AgentUsage;
  text = '';
  readonly #timesCalled = new Map<string, number>();

  constructor({ tools, system, messages, price, approve }: AgentOptions, limits: CheckedLimits) {
    this.limits = limits;
    this.tools = new Map(tools.map((tool) => [tool.name, tool]));
    if (this.tools.size < tools.length) throw new ArgumentError('agent: two tools have the same name');
    const careful = tools.find(({ needsApproval }) => needsApproval);
    if (careful !== undefined && approve === undefined) {
      throw new ArgumentError(`agent: the tool ${careful.name} needs approval`, {
        hint: 'Give approve, which is asked before it runs.',
      });
    }
    const instructions = [system, tools.length > 0 ? fenceInstructions : undefined]
      .filter(Boolean)
      .join('\n\n');
    const said: readonly ChatMessage[] =
      typeof messages === 'string' ? [{ role: 'user', content: messages }] : messages;
    this.messages = [
      ...(instructions === ''
        ? []
        : [{ role: 'system' as const, content: [template(instructions)] as const }]),
      ...said.map(renderedMessage),
    ];
    this.usage = { steps: 0, inputTokens: 0, outputTokens: 0, cost: price && 0 };
  }

  /** Whether one of these calls was made too often. */
  isRepeating(calls: readonly ToolCall[]): boolean {
    return calls.some(({ name, input }) => {
      const action = fingerprintOf({ name, input });
      const times = (this.#timesCalled.get(action) ?? 0) + 1;
      this.#timesCalled.set(action, times);
      return times >= this.limits.repeats;
    });
  }

  result(reason: AgentStopReason): AgentResult {
    const transcript = renderedPrompt(this.messages);
    return { text: this.text, reason, messages: toMessages(transcript), transcript, usage: this.usage };
  }
}

async function* act(
  options: AgentOptions,
  state: AgentState,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, AgentResult, undefined> {
  for (;;) {
    yield { type: 'step', step: state.usage.steps + 1 };
    const answer = yield* ask(options, state, signal);
    state.text = answer.text;
    const { toolCalls } = answer;
    state.messages.push({
      role: 'assistant',
      content: [untrusted(answer.text, 'model')],
      ...(toolCalls.length > 0 && { toolCalls }),
    });
    state.usage = addUsage(state.usage, answer.usage, state.limits);
    const stop = stopAfter(answer) ?? (state.isRepeating(toolCalls) ? 'repeated-action' : undefined);
    if (stop !== undefined) return yield* end(state, stop);
    yield* useTools(toolCalls, options, state, signal);
    const limit = reachedLimit(state.usage, state.limits);
    if (limit !== undefined) return yield* end(state, limit);
  }
}

function* end(state: AgentState, reason: AgentStopReason): Generator<AgentEvent, AgentResult, undefined> {
  yield { type: 'stop', reason };
  return state.result(reason);
}

function stopAfter({ toolCalls, finishReason }: ChatResult): AgentStopReason | undefined {
  // A call that the length limit cut off goes to its tool, whose schema refuses it: the model may try again.
  if (toolCalls.length > 0) return undefined;
  return finishReason === 'stop' ? 'answered' : finishReason === 'tool-calls' ? 'other' : finishReason;
}

async function* ask(
  { model, temperature, seed, maxTokens }: AgentOptions,
  { messages, tools, usage, limits }: AgentState,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, ChatResult, undefined> {
  const left = limits.tokens - usage.inputTokens - usage.outputTokens;
  const most = Math.min(maxTokens ?? Infinity, left);
  const generation = model.generate({
    messages: toMessages({ messages }),
    ...(tools.size > 0 && {
      tools: [...tools.values()].map(({ name, description, inputSchema }) => ({
        name,
        ...(description !== undefined && { description }),
        inputSchema,
      })),
    }),
    ...(temperature !== undefined && { temperature }),
    ...(seed !== undefined && { seed }),
    ...(most !== Infinity && { maxTokens: most }),
    signal,
  });
  for await (const piece of generation) yield piece;
  return await generation.result;
}

async function* useTools(
  calls: readonly ToolCall[],
  { approve, fence = randomFence }: AgentOptions,
  { tools, messages, limits }: AgentState,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, void, undefined> {
  const outcomes: Promise<ToolOutcome>[] = [];
  const denials = new Map<ToolCall, string>();
  // People are asked one question at a time, and before anything runs.
  for (const call of calls) {
    if (tools.get(call.name)?.needsApproval !== true) continue;
    const answer = await untilAborted(Promise.resolve(approve?.(call) ?? false), [signal]);
    if (answer === true) continue;
    const reason = answer === false ? 'The user did not allow this.' : answer;
    denials.set(call, reason);
    yield { type: 'denied', call, reason };
  }
  for (const call of calls) {
    const tool = tools.get(call.name);
    const reason = denials.get(call);
    if (reason !== undefined) outcomes.push(failed(`Denied. ${reason}`));
    else if (tool === undefined)
      outcomes.push(failed(`There is no such tool. There are: ${[...tools.keys()].join(', ')}`));
    else outcomes.push(callTool(tool, call, { signal, maxLength: limits.toolOutput }));
  }
  const results = await Promise.all(outcomes);
  for (const [i, call] of calls.entries()) {
    const outcome = results[i] as ToolOutcome;
    messages.push({
      role: 'tool',
      toolCallId: call.id,
      toolName: call.name,
      content: [fenced(outcome.output, call.name, fence)],
    });
    yield { type: 'tool-result', call, ...outcome };
  }
}

function failed(output: string): Promise<ToolOutcome> {
  return Promise.resolve({ output, isError: true });
}

function template(text: string): RenderedText {
  return renderedText([{ text, source: { kind: 'template', template: 'agent' } }]);
}

function untrusted(text: string, variable: string): RenderedText {
  return renderedText([{ text, source: { kind: 'value', template: 'agent', variable, trusted: false } }]);
}

function renderedMessage(message: ChatMessage): RenderedMessage {
  if (message.role === 'system') return { role: 'system', content: [template(message.content)] };
  if (message.role !== 'user') return { ...message, content: [untrusted(message.content, message.role)] };
  const parts =
    typeof message.content === 'string'
      ? [{ type: 'text' as const, text: message.content }]
      : message.content;
  return {
    role: 'user',
    content: parts.map((part) => (part.type === 'text' ? untrusted(part.text, 'user') : part)),
  };
}
