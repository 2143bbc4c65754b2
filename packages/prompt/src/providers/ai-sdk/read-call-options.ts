import type {
  LanguageModelV3CallOptions,
  LanguageModelV3Message,
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
} from '@ai-sdk/provider';
import {
  type ChatMessage,
  type ChatRequest,
  type MediaPart,
  UnsupportedError,
  type UserPart,
} from '@fm/core';
import { fromBase64 } from '../base64.ts';
import { property } from '../json-value.ts';

/** A warning as versions 3 and 4 of the AI SDK's models have it. */
export interface AiSdkWarning {
  readonly type: 'unsupported';
  readonly feature: string;
  readonly details?: string;
}

type CallOptions = LanguageModelV4CallOptions | LanguageModelV3CallOptions;
type Message = LanguageModelV4Message | LanguageModelV3Message;

/**
 * What a call of the AI SDK asks for, as a request, and what of it cannot be asked for.
 *
 * @throws {UnsupportedError} when the conversation holds a file that is neither picture nor recording
 */
export function readCallOptions(options: CallOptions): {
  readonly request: ChatRequest;
  readonly warnings: readonly AiSdkWarning[];
} {
  const warnings: AiSdkWarning[] = [];
  const unsupported = (feature: string, details?: string): void => {
    warnings.push({ type: 'unsupported', feature, ...(details !== undefined && { details }) });
  };
  const { prompt, tools, toolChoice, responseFormat, abortSignal } = options;
  for (const setting of ['presencePenalty', 'frequencyPenalty'] as const)
    if (options[setting] !== undefined) unsupported(setting);
  const reasoning = property(options, 'reasoning');
  if (reasoning !== undefined && reasoning !== 'provider-default') unsupported('reasoning');
  const functions = tools?.flatMap((tool) => {
    if (tool.type === 'function') return [tool];
    unsupported(`tool ${tool.name}`, 'Tools that a provider runs itself are not known here.');
    return [];
  });
  const request = {
    messages: prompt.flatMap((message: Message) => chatMessages(message, unsupported)),
    tools: functions?.map(({ name, description, inputSchema }) => ({
      name,
      ...(description !== undefined && { description }),
      inputSchema: inputSchema as Readonly<Record<string, unknown>>,
    })),
    toolChoice: toolChoice?.type === 'tool' ? { name: toolChoice.toolName } : toolChoice?.type,
    // Without a schema any object will do.
    responseSchema:
      responseFormat?.type === 'json' ? (responseFormat.schema ?? { type: 'object' }) : undefined,
    maxTokens: options.maxOutputTokens,
    temperature: options.temperature,
    topK: options.topK,
    topP: options.topP,
    seed: options.seed,
    stop: options.stopSequences,
    signal: abortSignal,
  };
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  return { request: given as unknown as ChatRequest, warnings };
}

type Warn = (feature: string, details?: string) => void;

function chatMessages(message: Message, warn: Warn): readonly ChatMessage[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: message.content }];
    case 'user':
      return [{ role: 'user', content: userContent(message.content) }];
    case 'assistant':
      return [assistantMessage(message.content, warn)];
    case 'tool':
      return message.content.flatMap((part): readonly ChatMessage[] => {
        if (part.type !== 'tool-result') {
          warn('tool approval', 'Answers to requests for approval are left out.');
          return [];
        }
        const { toolCallId, toolName, output } = part;
        return [{ role: 'tool', toolCallId, toolName, content: outputText(output) }];
      });
  }
}

function userContent(parts: Extract<Message, { role: 'user' }>['content']): string | readonly UserPart[] {
  const content = parts.map((part): UserPart =>
    part.type === 'text' ? { type: 'text', text: part.text } : mediaPart(part.data, part.mediaType),
  );
  const [first] = content;
  return content.length === 1 && first?.type === 'text' ? first.text : content;
}

/** Version 4 tags what a file is; version 3 gives bytes, Base64 or an address as they are. */
function mediaPart(file: unknown, mediaType: string): MediaPart {
  const kind = /^(image|audio)\//.exec(mediaType)?.[1] as MediaPart['type'] | undefined;
  const inner = property(file, 'data') ?? property(file, 'url') ?? file;
  const data = typeof inner === 'string' ? fromBase64(inner) : inner;
  if (kind === undefined || !(data instanceof Uint8Array || data instanceof URL)) {
    throw new UnsupportedError('This file cannot be part of a message', {
      expected: 'an image or a recording, as bytes or with its address',
      received: mediaType,
    });
  }
  return { type: kind, data, mediaType };
}

function assistantMessage(
  parts: Extract<Message, { role: 'assistant' }>['content'],
  warn: Warn,
): Extract<ChatMessage, { role: 'assistant' }> {
  let content = '';
  const toolCalls = [];
  for (const part of parts) {
    if (part.type === 'text') content += part.text;
    else if (part.type === 'tool-call')
      toolCalls.push({ id: part.toolCallId, name: part.toolName, input: part.input });
    else warn(`assistant's ${part.type}`, 'It is left out of the conversation.');
  }
  return { role: 'assistant', content, ...(toolCalls.length > 0 && { toolCalls }) };
}

function outputText(output: { readonly type: string }): string {
  const value = property(output, 'value');
  if (typeof value === 'string') return value;
  if (output.type === 'execution-denied') return `Denied. ${String(property(output, 'reason') ?? '')}`.trim();
  return JSON.stringify(value) ?? '';
}
