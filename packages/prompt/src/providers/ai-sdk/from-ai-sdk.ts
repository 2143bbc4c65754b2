import type { LanguageModelV2, LanguageModelV3, LanguageModelV4 } from '@ai-sdk/provider';
import { type ChatModel, type ChatPiece, type ChatRequest, UnsupportedError } from '@fm/core';
import { type ChatEnd, chatGeneration } from '../chat-generation.ts';
import { countProperty, property, stringProperty } from '../json-value.ts';
import { parseToolInput } from '../parse-tool-input.ts';
import { aiSdkError } from './ai-sdk-error.ts';
import { callOptions } from './call-options.ts';

/**
 * A model of Vercel's AI SDK, of any provider, as a {@link ChatModel}. Takes models of the specification's versions 2,
 * 3 and 4. Warnings of the provider come with the result. Tools that the provider runs itself are left out of the tool
 * calls; a warning says so.
 *
 * @throws {UnsupportedError} when the model has another version
 * @see https://ai-sdk.dev/docs/foundations/providers-and-models
 * @example
 * ```ts
 * import { fromAiSdk, scriptedModel, toAiSdk } from '@fm/prompt';
 *
 * const foreign = toAiSdk(scriptedModel(['Hello!'])); // or openai('…') of @ai-sdk/openai
 * const model = fromAiSdk(foreign);
 * (await model.generate({ messages: [{ role: 'user', content: 'Hi' }] }).result).text; // => 'Hello!'
 * ```
 */
export function fromAiSdk(model: LanguageModelV4 | LanguageModelV3 | LanguageModelV2): ChatModel {
  const { specificationVersion: version, modelId } = model;
  if (version !== 'v2' && version !== 'v3' && version !== 'v4') {
    throw new UnsupportedError('fromAiSdk: this version of a language model is not known', {
      expected: 'specificationVersion v2, v3 or v4',
      received: String(version),
    });
  }
  return {
    name: modelId,
    generate: (request: ChatRequest) =>
      chatGeneration(async function* (signal) {
        let stream: ReadableStream<unknown>;
        try {
          // Each version differs from the others in its types only where `callOptions` looks.
          ({ stream } = await (model as LanguageModelV4).doStream(callOptions(request, { version, signal })));
        } catch (error) {
          signal.throwIfAborted();
          throw aiSdkError(error, modelId);
        }
        return yield* readParts(stream, modelId, signal);
      }, request.signal),
  };
}

async function* readParts(
  stream: ReadableStream<unknown>,
  model: string,
  signal: AbortSignal,
): AsyncGenerator<ChatPiece, ChatEnd, undefined> {
  const reader = stream.getReader();
  const warnings: string[] = [];
  let end: Pick<ChatEnd, 'finishReason' | 'usage'> = {
    finishReason: 'other',
    usage: { inputTokens: undefined, outputTokens: undefined },
  };
  try {
    for (;;) {
      const { done, value: part } = await reader.read();
      if (done) break;
      const text = stringProperty(part, 'delta') ?? '';
      switch (property(part, 'type')) {
        case 'stream-start':
          warnings.push(...readWarnings(property(part, 'warnings')));
          break;
        case 'text-delta':
          if (text !== '') yield { type: 'text', text };
          break;
        case 'reasoning-delta':
          if (text !== '') yield { type: 'reasoning', text };
          break;
        case 'tool-call':
          if (property(part, 'providerExecuted') === true)
            warnings.push(`The provider ran its own tool ${stringProperty(part, 'toolName')}`);
          else yield { type: 'tool-call', call: toolCall(part) };
          break;
        case 'file':
          warnings.push(`The model gave a file (${stringProperty(part, 'mediaType')}), which is left out`);
          break;
        case 'finish':
          end = { finishReason: readFinishReason(property(part, 'finishReason')), usage: readUsage(part) };
          break;
        case 'error':
          throw property(part, 'error');
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    throw aiSdkError(error, model);
  } finally {
    await reader.cancel().catch(() => {});
  }
  return { ...end, ...(warnings.length > 0 && { warnings }) };
}

function toolCall(part: unknown): Extract<ChatPiece, { type: 'tool-call' }>['call'] {
  const input = stringProperty(part, 'input') ?? '';
  return {
    id: stringProperty(part, 'toolCallId') ?? '',
    name: stringProperty(part, 'toolName') ?? '',
    input: parseToolInput(input),
  };
}

function readFinishReason(reason: unknown): ChatEnd['finishReason'] {
  const unified = typeof reason === 'string' ? reason : property(reason, 'unified');
  switch (unified) {
    case 'stop':
    case 'length':
    case 'tool-calls':
    case 'content-filter':
      return unified;
    default:
      return 'other';
  }
}

function readUsage(part: unknown): ChatEnd['usage'] {
  const usage = property(part, 'usage');
  const count = (name: string): number | undefined =>
    countProperty(usage, name) ?? countProperty(property(usage, name), 'total');
  return { inputTokens: count('inputTokens'), outputTokens: count('outputTokens') };
}

function readWarnings(warnings: unknown): readonly string[] {
  if (!Array.isArray(warnings)) return [];
  return warnings.map((warning: unknown) => {
    const subject =
      stringProperty(warning, 'feature') ??
      stringProperty(warning, 'setting') ??
      stringProperty(property(warning, 'tool'), 'name');
    const details = stringProperty(warning, 'details') ?? stringProperty(warning, 'message');
    const kind = stringProperty(warning, 'type');
    return [kind === 'other' ? undefined : kind, subject, details].filter(Boolean).join(': ');
  });
}
