import type {
  LanguageModelV2CallOptions,
  LanguageModelV3CallOptions,
  LanguageModelV4CallOptions,
} from '@ai-sdk/provider';
import type { ChatMessage, ChatRequest, MediaPart, UserPart } from '@fm/core';

/** Call options of whichever version of the AI SDK's models. */
export type AiSdkCallOptions =
  | LanguageModelV4CallOptions
  | LanguageModelV3CallOptions
  | LanguageModelV2CallOptions;

/** A request as a model of the AI SDK takes it. Versions differ in how files are given. */
export function callOptions<Options extends AiSdkCallOptions>(
  { messages, tools, toolChoice, responseSchema, ...settings }: ChatRequest,
  { version, signal }: { readonly version: 'v2' | 'v3' | 'v4'; readonly signal: AbortSignal },
): Options {
  const { maxTokens, temperature, topK, topP, seed, stop } = settings;
  const options = {
    prompt: messages.map((message) => promptMessage(message, version)),
    maxOutputTokens: maxTokens,
    temperature,
    topK,
    topP,
    seed,
    stopSequences: stop && [...stop],
    abortSignal: signal,
    responseFormat: responseSchema && { type: 'json', schema: responseSchema },
    tools: tools?.map(({ name, description, inputSchema }) => ({
      type: 'function',
      name,
      ...(description !== undefined && { description }),
      inputSchema,
    })),
    toolChoice:
      typeof toolChoice === 'object'
        ? { type: 'tool', toolName: toolChoice.name }
        : toolChoice && { type: toolChoice },
  };
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as Options;
}

function promptMessage(message: ChatMessage, version: 'v2' | 'v3' | 'v4'): unknown {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user': {
      const parts: readonly UserPart[] =
        typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
      return {
        role: 'user',
        content: parts.map((part) => (part.type === 'text' ? part : filePart(part, version))),
      };
    }
    case 'assistant': {
      const calls = message.toolCalls?.map(({ id, name, input }) => ({
        type: 'tool-call',
        toolCallId: id,
        toolName: name,
        input,
      }));
      const text = message.content === '' ? [] : [{ type: 'text', text: message.content }];
      return { role: 'assistant', content: [...text, ...(calls ?? [])] };
    }
    case 'tool': {
      const { toolCallId, toolName, content } = message;
      const result = { type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: content } };
      return { role: 'tool', content: [result] };
    }
  }
}

function filePart({ data, mediaType }: MediaPart, version: 'v2' | 'v3' | 'v4'): unknown {
  if (version !== 'v4') return { type: 'file', mediaType, data };
  return {
    type: 'file',
    mediaType,
    data: data instanceof URL ? { type: 'url', url: data } : { type: 'data', data },
  };
}
