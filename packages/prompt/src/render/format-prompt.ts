import type { ChatFormat, FormattedChat, ToolDescription } from '@fm/core';
import { type RenderedPrompt, toMessages } from '../rendered/rendered-prompt.ts';

/** How a conversation becomes tokens. */
export interface ChatTokenOptions {
  readonly format: ChatFormat;
  /** End with the opening of an assistant message, so that the model goes on with its answer. @default true */
  readonly addGenerationPrompt?: boolean;
  /** Tools that the model is told of. @default none */
  readonly tools?: readonly ToolDescription[];
}

/** A conversation as its format writes it. */
export function formatPrompt(
  rendered: RenderedPrompt,
  { format, addGenerationPrompt = true, tools }: ChatTokenOptions,
): FormattedChat {
  return format.render(toMessages(rendered), { addGenerationPrompt, ...(tools !== undefined && { tools }) });
}
