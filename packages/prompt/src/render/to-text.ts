import type { RenderedPrompt } from '../rendered/rendered-prompt.ts';
import type { RenderedText } from '../rendered/rendered-text.ts';
import { type ChatTokenOptions, formatPrompt } from './format-prompt.ts';

/**
 * The text that a model reads: a text as it is, a conversation as a chat format writes it, control tokens spelled out.
 * Tokenizing that text again gives other ids where a message spells a control token; use `toTokens` for ids.
 *
 * @throws {ArgumentError} when the format refuses the messages
 * @example
 * ```ts
 * import { prompt, toText } from '@fm/prompt';
 *
 * toText(prompt('{{a}} + {{b}} =')({ a: 1, b: 2 })); // => '1 + 2 ='
 * ```
 */
export function toText(rendered: RenderedText): string;
export function toText(rendered: RenderedPrompt, options: ChatTokenOptions): string;
export function toText(rendered: RenderedText | RenderedPrompt, options?: ChatTokenOptions): string {
  return rendered.kind === 'text' ? rendered.text : formatPrompt(rendered, options as ChatTokenOptions).text;
}
