import type { EncodeOptions, Tokenizer } from '@fm/core';
import type { RenderedPrompt } from '../rendered/rendered-prompt.ts';
import type { RenderedText } from '../rendered/rendered-text.ts';
import { type ChatTokenOptions, formatPrompt } from './format-prompt.ts';
import { literalSpans } from './literal-spans.ts';

/** How a text becomes tokens. */
export interface TextTokenOptions {
  readonly tokenizer: Pick<Tokenizer, 'encode' | 'countTokens'>;
  /** Whether the tokenizer adds its own control tokens, such as `<s>`. @default true */
  readonly addSpecialTokens?: boolean;
}

/**
 * Token ids of a prompt, `[tokens]`. The text is tokenized as one, and only what a template's author wrote or the caller
 * vouches for (`trusted`) can become control tokens: `<|endoftext|>` typed by a user stays ordinary text. In a
 * conversation control tokens come from the chat format alone, whatever the messages contain.
 *
 * @throws {ArgumentError} when the tokenizer cannot express the text, or the format refuses the messages
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { prompt, toTokens } from '@fm/prompt';
 *
 * const greet = prompt('Hello {{name}}');
 * toTokens(greet({ name: 'Ada' }), { tokenizer: byteTokenizer() }).length; // => 9
 * ```
 */
export function toTokens(rendered: RenderedText, options: TextTokenOptions): Uint32Array;
export function toTokens(rendered: RenderedPrompt, options: ChatTokenOptions): Uint32Array;
export function toTokens(
  rendered: RenderedText | RenderedPrompt,
  options: TextTokenOptions | ChatTokenOptions,
): Uint32Array {
  if ('format' in options) return formatPrompt(rendered as RenderedPrompt, options).ids;
  const { text, encodeOptions } = encodable(rendered as RenderedText, options);
  return options.tokenizer.encode(text, encodeOptions).ids;
}

/**
 * Number of tokens that {@link toTokens} gives.
 *
 * @throws {ArgumentError} when the tokenizer cannot express the text, or the format refuses the messages
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { countTokens, prompt } from '@fm/prompt';
 *
 * countTokens(prompt('Hello {{name}}')({ name: 'Ada' }), { tokenizer: byteTokenizer() }); // => 9
 * ```
 */
export function countTokens(rendered: RenderedText, options: TextTokenOptions): number;
export function countTokens(rendered: RenderedPrompt, options: ChatTokenOptions): number;
export function countTokens(
  rendered: RenderedText | RenderedPrompt,
  options: TextTokenOptions | ChatTokenOptions,
): number {
  if ('format' in options) return formatPrompt(rendered as RenderedPrompt, options).ids.length;
  const { text, encodeOptions } = encodable(rendered as RenderedText, options);
  return options.tokenizer.countTokens(text, encodeOptions);
}

function encodable(
  rendered: RenderedText,
  { addSpecialTokens = true }: TextTokenOptions,
): { readonly text: string; readonly encodeOptions: EncodeOptions } {
  return {
    text: rendered.text,
    encodeOptions: { addSpecialTokens, allowSpecial: 'all', literalSpans: literalSpans(rendered) },
  };
}
