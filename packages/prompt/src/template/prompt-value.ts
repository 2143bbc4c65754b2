import { ArgumentError } from '@fm/core';
import { isMadeHere, madeHere } from '../rendered/made-here.ts';
import type { RenderedText } from '../rendered/rendered-text.ts';
import type { Segment } from '../rendered/segment.ts';

/** What may be put in for a variable. Numbers are written as JavaScript writes them. */
export type PromptValue = string | number | bigint | boolean | RenderedText | TrustedText;

/** Text that the caller vouches for. */
export interface TrustedText {
  readonly kind: 'trusted';
  readonly text: string;
}

/**
 * Vouches for a text: control tokens in it count when the prompt is turned into tokens.
 *
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { prompt, toTokens, trusted } from '@fm/prompt';
 *
 * const tokenizer = byteTokenizer({ specialTokens: ['<end>'] });
 * const text = prompt('{{text}}');
 * toTokens(text({ text: '<end>' }), { tokenizer }).length; // => 5
 * toTokens(text({ text: trusted('<end>') }), { tokenizer }).length; // => 1
 * ```
 */
export function trusted(text: string): TrustedText {
  return madeHere({ kind: 'trusted', text });
}

/** The pieces of a value. */
export function valueSegments(
  value: unknown,
  { template, variable }: { readonly template: string; readonly variable: string },
): readonly Segment[] {
  const own = (text: string, isTrusted: boolean): readonly Segment[] => [
    { text, source: { kind: 'value', template, variable, trusted: isTrusted } },
  ];
  if (typeof value === 'string') return own(value, false);
  if (['number', 'bigint', 'boolean'].includes(typeof value)) return own(String(value), false);
  if (isMadeHere(value, 'text')) return (value as RenderedText).segments;
  if (isMadeHere(value, 'trusted')) return own((value as TrustedText).text, true);
  throw new ArgumentError(`${template}: the value of {{${variable}}} cannot be written`, {
    expected: 'a string, a number, a boolean, rendered text or trusted text',
    received: value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value,
    hint: 'Write lists with joinText, and objects with JSON.stringify.',
  });
}
