import type { ChatMessage, MediaPart, ToolCall } from '@fm/core';
import { fingerprintOf } from './fingerprint.ts';
import type { RenderedText } from './rendered-text.ts';

/** A conversation in which every piece of text remembers where it came from. Frozen. */
export interface RenderedPrompt {
  readonly kind: 'chat';
  readonly messages: readonly RenderedMessage[];
  /** SHA-256 of what a model sees, in hexadecimal: equal for equal prompts, on every machine. */
  readonly fingerprint: string;
}

/** A message whose text has provenance. */
export type RenderedMessage =
  | { readonly role: 'system'; readonly content: readonly [RenderedText] }
  | { readonly role: 'user'; readonly content: readonly (RenderedText | MediaPart)[] }
  | {
      readonly role: 'assistant';
      readonly content: readonly [RenderedText];
      readonly toolCalls?: readonly ToolCall[];
    }
  | {
      readonly role: 'tool';
      readonly content: readonly [RenderedText];
      readonly toolCallId: string;
      readonly toolName: string;
    };

/**
 * A prompt from its messages.
 *
 * @example
 * ```ts
 * import { renderedPrompt, renderedText, toMessages } from '@fm/prompt';
 *
 * const hello = renderedText([{ text: 'Hello!', source: { kind: 'template', template: 'greeting' } }]);
 * toMessages(renderedPrompt([{ role: 'user', content: [hello] }])); // => [{ role: 'user', content: 'Hello!' }]
 * ```
 */
export function renderedPrompt(messages: readonly RenderedMessage[]): RenderedPrompt {
  const frozen = Object.freeze(
    messages.map((message) => Object.freeze({ ...message, content: Object.freeze([...message.content]) })),
  ) as readonly RenderedMessage[];
  return Object.freeze({ kind: 'chat', messages: frozen, fingerprint: fingerprintOf(chatMessages(frozen)) });
}

/**
 * The messages of a prompt as models take them, without provenance.
 *
 * @example
 * ```ts
 * import { prompt, toMessages, user } from '@fm/prompt';
 *
 * toMessages(prompt([user('Name {{count}} birds.')])({ count: 3 })); // => [{ role: 'user', content: 'Name 3 birds.' }]
 * ```
 */
export function toMessages({ messages }: Pick<RenderedPrompt, 'messages'>): readonly ChatMessage[] {
  return chatMessages(messages);
}

function chatMessages(messages: readonly RenderedMessage[]): readonly ChatMessage[] {
  return messages.map((message): ChatMessage => {
    if (message.role === 'user') {
      const [first] = message.content;
      if (message.content.length === 1 && first !== undefined && 'kind' in first)
        return { role: 'user', content: first.text };
      return {
        role: 'user',
        content: message.content.map((part) => ('kind' in part ? { type: 'text', text: part.text } : part)),
      };
    }
    return { ...message, content: message.content[0].text };
  });
}
