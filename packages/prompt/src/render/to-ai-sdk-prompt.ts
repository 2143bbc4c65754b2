import type {
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4TextPart,
} from '@ai-sdk/provider';
import type { ChatMessage, MediaPart } from '@fm/core';
import { type RenderedPrompt, toMessages } from '../rendered/rendered-prompt.ts';
import type { RenderedText } from '../rendered/rendered-text.ts';

/**
 * A prompt as models of the AI SDK take it (`@ai-sdk/provider` 4). A text becomes one user message. Results of tools are
 * sent as text; those that follow each other become parts of one message.
 *
 * @see https://ai-sdk.dev/docs/foundations/prompts
 * @example
 * ```ts
 * import { prompt, system, toAiSdkPrompt, user } from '@fm/prompt';
 *
 * const ask = prompt([system('Be brief.'), user('{{question}}')]);
 * toAiSdkPrompt(ask({ question: 'Why?' }));
 * // => [
 * // =>   { role: 'system', content: 'Be brief.' },
 * // =>   { role: 'user', content: [{ type: 'text', text: 'Why?' }] },
 * // => ]
 * ```
 */
export function toAiSdkPrompt(rendered: RenderedPrompt | RenderedText): LanguageModelV4Prompt {
  if (rendered.kind === 'text') {
    return [{ role: 'user', content: [textPart(rendered.text)] }];
  }
  const messages: LanguageModelV4Message[] = [];
  for (const message of toMessages(rendered)) {
    const next = aiSdkMessage(message);
    const last = messages.at(-1);
    if (next.role === 'tool' && last?.role === 'tool') last.content.push(...next.content);
    else messages.push(next);
  }
  return messages;
}

function aiSdkMessage(message: ChatMessage): LanguageModelV4Message {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user': {
      const parts =
        typeof message.content === 'string'
          ? [{ type: 'text' as const, text: message.content }]
          : message.content;
      return {
        role: 'user',
        content: parts.map((part) => (part.type === 'text' ? textPart(part.text) : filePart(part))),
      };
    }
    case 'assistant': {
      const calls = (message.toolCalls ?? []).map(({ id, name, input }) => ({
        type: 'tool-call' as const,
        toolCallId: id,
        toolName: name,
        input,
      }));
      // A message that only calls tools has no text.
      const text = message.content === '' && calls.length > 0 ? [] : [textPart(message.content)];
      return { role: 'assistant', content: [...text, ...calls] };
    }
    case 'tool': {
      const { toolCallId, toolName, content } = message;
      return {
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: content } }],
      };
    }
  }
}

function textPart(text: string): LanguageModelV4TextPart {
  return { type: 'text', text };
}

function filePart({ data, mediaType }: MediaPart): LanguageModelV4FilePart {
  return {
    type: 'file',
    mediaType,
    data: data instanceof URL ? { type: 'url', url: data } : { type: 'data', data },
  };
}
