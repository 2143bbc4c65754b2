import * as z from 'zod';
import { isWhiteSpace } from '../text/character-class.ts';
import { type NormalizerPart, normalizerPart } from './normalizer-part.ts';

/** `Strip` in `tokenizer.json`. */
export interface StripJson {
  readonly type: 'Strip';
  readonly strip_left: boolean;
  readonly strip_right: boolean;
}

/** Schema of {@link StripJson}. */
export const stripSchema: z.ZodType<StripJson> = z.object({
  type: z.literal('Strip'),
  strip_left: z.boolean(),
  strip_right: z.boolean(),
});

/** Options of {@link strip}. */
export interface StripOptions {
  /** @default true */
  readonly left?: boolean;
  /** @default true */
  readonly right?: boolean;
}

/**
 * Removes white space at the beginning and the end of the text.
 *
 * @example
 * ```ts
 * import { AlignedText, strip } from '@fm/lm/tokenizer';
 *
 * strip({ right: false }).normalize(AlignedText.of('  to be ')).text; // => 'to be '
 * ```
 */
export function strip({ left = true, right = true }: StripOptions = {}): NormalizerPart<StripJson> {
  return normalizerPart({ type: 'Strip', strip_left: left, strip_right: right }, (text) => {
    let start = 0;
    let end = text.length;
    // White space is one unit each.
    if (left) while (start < end && isWhiteSpace(text.text.charCodeAt(start))) start++;
    if (right) while (end > start && isWhiteSpace(text.text.charCodeAt(end - 1))) end--;
    return text.keep(start, end);
  });
}
