import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamPart,
  LanguageModelV4,
  LanguageModelV4CallOptions,
} from '@ai-sdk/provider';
import type { ChatModel, ChatPiece, ChatResult, ToolCall } from '@fm/core';
import { apiCallError } from './ai-sdk-error.ts';
import { type AiSdkWarning, readCallOptions } from './read-call-options.ts';

/** Options of {@link toAiSdk}. */
export interface ToAiSdkOptions<Version extends 'v3' | 'v4' = 'v3' | 'v4'> {
  /** What the caller's `ai` takes: version 7 takes both, version 6 takes `v3`. @default 'v4' */
  readonly specificationVersion?: Version;
  /** Name of the provider in the SDK's telemetry. @default 'fm' */
  readonly provider?: string;
}

/**
 * Any {@link ChatModel}, a local one too, as a model of Vercel's AI SDK: for `generateText`, `streamText` and all that
 * is built on them. What the model does not know (penalties, tools of providers) comes back as a warning. A
 * `ProviderError` becomes the SDK's `APICallError`, so that the SDK tries again where that may help.
 *
 * @see https://ai-sdk.dev/docs/foundations/providers-and-models
 * @example
 * ```ts
 * import { openAiCompatible, toAiSdk } from '@fm/prompt';
 *
 * const model = toAiSdk(openAiCompatible({ baseUrl: 'http://localhost:8080/v1', model: 'tiny' }));
 * model.modelId; // => 'tiny'
 * ```
 */
export function toAiSdk(model: ChatModel, options?: ToAiSdkOptions<'v4'>): LanguageModelV4;
export function toAiSdk(
  model: ChatModel,
  options: ToAiSdkOptions<'v3'> & { readonly specificationVersion: 'v3' },
): LanguageModelV3;
export function toAiSdk(
  model: ChatModel,
  { specificationVersion = 'v4', provider = 'fm' }: ToAiSdkOptions = {},
): LanguageModelV3 | LanguageModelV4 {
  return {
    specificationVersion,
    provider,
    modelId: model.name,
    // Addresses go to the model as they are.
    supportedUrls: { 'image/*': [/^https?:/], 'audio/*': [/^https?:/] },
    doGenerate: (options: LanguageModelV3CallOptions | LanguageModelV4CallOptions) =>
      generate(model, options),
    doStream: (options: LanguageModelV3CallOptions | LanguageModelV4CallOptions) => stream(model, options),
  } as LanguageModelV3 | LanguageModelV4;
}

// What follows is the part that versions 3 and 4 have in common, in the types of version 3.

async function generate(
  model: ChatModel,
  options: LanguageModelV3CallOptions | LanguageModelV4CallOptions,
): Promise<LanguageModelV3GenerateResult> {
  const { request, warnings } = readCallOptions(options);
  const result = await model.generate(request).result.catch(rethrow);
  const content: LanguageModelV3Content[] = [
    ...(result.reasoning === '' ? [] : [{ type: 'reasoning' as const, text: result.reasoning }]),
    ...(result.text === '' ? [] : [{ type: 'text' as const, text: result.text }]),
    ...result.toolCalls.map(toolCallPart),
  ];
  const { usage, finishReason } = finishPart(result);
  return { content, finishReason, usage, warnings: allWarnings(warnings, result) };
}

async function stream(
  model: ChatModel,
  options: LanguageModelV3CallOptions | LanguageModelV4CallOptions,
): Promise<{ stream: ReadableStream<LanguageModelV3StreamPart> }> {
  const { request, warnings } = readCallOptions(options);
  const generation = model.generate(request);
  const pieces = generation[Symbol.asyncIterator]();
  // The first piece decides whether the call itself fails, so that the SDK can tell it from a broken answer.
  let next: Promise<IteratorResult<ChatPiece>> = Promise.resolve(await pieces.next().catch(rethrow));
  const blocks = new Blocks();
  return {
    stream: new ReadableStream<LanguageModelV3StreamPart>({
      start(controller) {
        controller.enqueue({ type: 'stream-start', warnings: [...warnings] });
      },
      async pull(controller) {
        try {
          const { done, value } = await next;
          if (!done) {
            next = pieces.next();
            // Looked at in the next pull; a failure until then is nobody's yet.
            next.catch(() => {});
            for (const part of blocks.push(value)) controller.enqueue(part);
            return;
          }
          for (const part of blocks.end()) controller.enqueue(part);
          controller.enqueue(finishPart(await generation.result));
        } catch (error) {
          controller.enqueue({ type: 'error', error: apiCallError(error) });
        }
        controller.close();
      },
      async cancel() {
        await pieces.return?.();
      },
    }),
  };
}

function rethrow(error: unknown): never {
  throw apiCallError(error);
}

/** Puts pieces of text and reasoning into blocks, each with an id, a start and an end. */
class Blocks {
  #open: { readonly type: 'text' | 'reasoning'; readonly id: string } | undefined;
  #count = 0;

  *push(piece: ChatPiece): Generator<LanguageModelV3StreamPart> {
    if (piece.type === 'tool-call') {
      yield* this.end();
      const call = toolCallPart(piece.call);
      const id = call.toolCallId;
      yield { type: 'tool-input-start', id, toolName: call.toolName };
      yield { type: 'tool-input-delta', id, delta: call.input };
      yield { type: 'tool-input-end', id };
      yield call;
      return;
    }
    if (this.#open?.type !== piece.type) {
      yield* this.end();
      this.#open = { type: piece.type, id: String(this.#count++) };
      yield { type: `${piece.type}-start`, id: this.#open.id };
    }
    yield { type: `${piece.type}-delta`, id: this.#open.id, delta: piece.text };
  }

  *end(): Generator<LanguageModelV3StreamPart> {
    if (this.#open !== undefined) yield { type: `${this.#open.type}-end`, id: this.#open.id };
    this.#open = undefined;
  }
}

function toolCallPart({ id, name, input }: ToolCall): {
  type: 'tool-call';
  toolCallId: string;
  toolName: string;
  input: string;
} {
  const written = typeof input === 'string' ? input : JSON.stringify(input);
  return { type: 'tool-call', toolCallId: id, toolName: name, input: written };
}

function finishPart({
  finishReason,
  usage,
}: ChatResult): Extract<LanguageModelV3StreamPart, { type: 'finish' }> {
  const unknown = { noCache: undefined, cacheRead: undefined, cacheWrite: undefined };
  return {
    type: 'finish',
    finishReason: { unified: finishReason === 'cancelled' ? 'other' : finishReason, raw: finishReason },
    usage: {
      inputTokens: { total: usage.inputTokens, ...unknown },
      outputTokens: { total: usage.outputTokens, text: undefined, reasoning: undefined },
    },
  };
}

function allWarnings(
  warnings: readonly AiSdkWarning[],
  { warnings: own = [] }: ChatResult,
): LanguageModelV3GenerateResult['warnings'] {
  return [...warnings, ...own.map((message) => ({ type: 'other' as const, message }))];
}
