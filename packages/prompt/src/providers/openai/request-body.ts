import { type ChatMessage, type ChatRequest, type ToolCall, UnsupportedError, type UserPart } from '@fm/core';
import { toBase64 } from '../base64.ts';

/** The body of a request for a chat completion, as OpenAI's API has it. */
export function requestBody(
  { messages, tools, toolChoice, responseSchema, ...settings }: ChatRequest,
  {
    model,
    maxTokensField,
  }: { readonly model: string; readonly maxTokensField: 'max_tokens' | 'max_completion_tokens' },
): Readonly<Record<string, unknown>> {
  const { maxTokens, temperature, topK, topP, seed, stop } = settings;
  const body = {
    model,
    messages: messages.map(messageBody),
    stream: true,
    stream_options: { include_usage: true },
    [maxTokensField]: maxTokens,
    temperature,
    top_k: topK,
    top_p: topP,
    seed,
    stop: stop !== undefined && stop.length > 0 ? stop : undefined,
    tools:
      tools !== undefined && tools.length > 0
        ? tools.map(({ name, description, inputSchema }) => ({
            type: 'function',
            function: { name, description, parameters: inputSchema },
          }))
        : undefined,
    tool_choice:
      typeof toolChoice === 'object' ? { type: 'function', function: { name: toolChoice.name } } : toolChoice,
    response_format: responseSchema && {
      type: 'json_schema',
      json_schema: { name: 'answer', schema: responseSchema, strict: true },
    },
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function messageBody(message: ChatMessage): unknown {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user':
      return {
        role: 'user',
        content: typeof message.content === 'string' ? message.content : message.content.map(partBody),
      };
    case 'assistant':
      return {
        role: 'assistant',
        content: message.content,
        ...(message.toolCalls?.length && { tool_calls: message.toolCalls.map(callBody) }),
      };
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
  }
}

function callBody({ id, name, input }: ToolCall): unknown {
  // Arguments that were no JSON go back as they came.
  const written = typeof input === 'string' ? input : JSON.stringify(input);
  return { id, type: 'function', function: { name, arguments: written } };
}

const audioFormats: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
};

function partBody(part: UserPart): unknown {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const { data, mediaType } = part;
  if (part.type === 'image') {
    const url = data instanceof URL ? data.href : `data:${mediaType};base64,${toBase64(data)}`;
    return { type: 'image_url', image_url: { url } };
  }
  const format = audioFormats[mediaType];
  if (data instanceof URL || format === undefined) {
    throw new UnsupportedError('This recording cannot be sent', {
      expected: 'bytes of audio/wav or audio/mpeg',
      received: data instanceof URL ? 'an address' : mediaType,
    });
  }
  return { type: 'input_audio', input_audio: { data: toBase64(data), format } };
}
