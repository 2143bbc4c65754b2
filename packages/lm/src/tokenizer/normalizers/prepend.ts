import * as z from 'zod';
import { type NormalizerPart, normalizerPart } from './normalizer-part.ts';

/** `Prepend` in `tokenizer.json`. */
export interface PrependJson {
  readonly type: 'Prepend';
  readonly prepend: string;
}

/** Schema of {@link PrependJson}. */
export const prependSchema: z.ZodType<PrependJson> = z.object({
  type: z.literal('Prepend'),
  prepend: z.string(),
});

/**
 * Puts `prefix` before the text, unless it is empty.
 *
 * @param prefix - put there as it is
 * @example
 * ```ts
 * import { AlignedText, prepend } from '@fm/lm/tokenizer';
 *
 * prepend('▁').normalize(AlignedText.of('to be')).text; // => '▁to be'
 * ```
 */
export function prepend(prefix: string): NormalizerPart<PrependJson> {
  return normalizerPart({ type: 'Prepend', prepend: prefix }, (text) => text.prepend(prefix));
}
