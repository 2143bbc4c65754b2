import type {
  ChatFormat,
  ChatFormatOptions,
  ChatMessage as Message,
  FormattedChat,
  ToolCall,
  UserPart,
} from '@fm/core';
import {
  type ApplyChatTemplateOptions,
  applyChatTemplate,
  type ChatTokenizer,
} from './apply-chat-template.ts';
import type { ChatMessage } from './chat-message.ts';

/** Options of {@link chatFormat}: what every conversation is rendered with. */
export type ChatFormatSettings = Omit<
  ApplyChatTemplateOptions,
  'addGenerationPrompt' | 'continueFinalMessage' | 'tools'
>;

/**
 * A tokenizer's chat template as the format that prompts and models speak: messages go in as `@fm/core` has them, and
 * reach the template with the field names that templates know (`tool_calls`, `tool_call_id`).
 *
 * @throws {ArgumentError} when the tokenizer has no chat template and none is given
 * @example
 * ```ts
 * import { byteTokenizer, chatFormat, chatTemplate } from '@fm/lm/tokenizer';
 *
 * const template = chatTemplate('{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}');
 * const { text, ids } = chatFormat(byteTokenizer(), { template }).render([{ role: 'user', content: 'Hi' }]);
 * text; // => 'user: Hi\n'
 * ids.length; // => 9
 * ```
 */
export function chatFormat(tokenizer: ChatTokenizer, settings: ChatFormatSettings = {}): ChatFormat {
  return Object.freeze({
    render(
      messages: readonly Message[],
      { addGenerationPrompt = false, tools }: ChatFormatOptions = {},
    ): FormattedChat {
      const described = tools?.map(({ name, description, inputSchema }) => ({
        type: 'function',
        function: { name, ...(description !== undefined && { description }), parameters: inputSchema },
      }));
      const { text, ids, assistantMask, segments } = applyChatTemplate(
        tokenizer,
        messages.map(templateMessage),
        {
          ...settings,
          addGenerationPrompt,
          ...(described && { tools: described }),
        },
      );
      return {
        text,
        ids,
        assistantMask,
        segments: segments.map(({ text: part, trusted, messageIndex }) => ({
          text: part,
          trusted,
          ...(messageIndex !== undefined && { messageIndex }),
        })),
      };
    },
  });
}

function templateMessage(message: Message): ChatMessage {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user':
      return {
        role: 'user',
        content: typeof message.content === 'string' ? message.content : message.content.map(templatePart),
      };
    case 'assistant':
      return {
        role: 'assistant',
        content: message.content,
        ...(message.toolCalls !== undefined && { tool_calls: message.toolCalls.map(templateCall) }),
      };
    case 'tool':
      return {
        role: 'tool',
        content: message.content,
        name: message.toolName,
        tool_call_id: message.toolCallId,
      };
  }
}

function templatePart(part: UserPart): Readonly<Record<string, unknown>> {
  // Templates write a placeholder for pictures and recordings; the data itself reaches the model another way.
  return part.type === 'text' ? { type: 'text', text: part.text } : { type: part.type };
}

function templateCall({ id, name, input }: ToolCall): Readonly<Record<string, unknown>> {
  return { id, type: 'function', function: { name, arguments: input } };
}
