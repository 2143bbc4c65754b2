import { ArgumentError } from '@fm/core';
import * as z from 'zod';
import { spansOfString } from '../text/span.ts';
import { type PreTokenizerPart, splittingPart } from './pre-tokenizer-part.ts';

/** `CharDelimiterSplit` in `tokenizer.json`. */
export interface CharDelimiterSplitJson {
  readonly type: 'CharDelimiterSplit';
  readonly delimiter: string;
}

/** Schema of a single character. */
export const characterSchema: z.ZodType<string> = z
  .string()
  .refine((text) => [...text].length === 1, 'must be one character');

/** Schema of {@link CharDelimiterSplitJson}. */
export const charDelimiterSplitSchema: z.ZodType<CharDelimiterSplitJson> = z.object({
  type: z.literal('CharDelimiterSplit'),
  delimiter: characterSchema,
});

/**
 * Pieces between a character, which is dropped.
 *
 * @throws {ArgumentError} when `delimiter` is not one character
 * @example
 * ```ts
 * import { AlignedText, charDelimiterSplit } from '@fm/lm/tokenizer';
 *
 * charDelimiterSplit('-').split(AlignedText.of('to-be')).map((piece) => piece.text); // => ['to', 'be']
 * ```
 */
export function charDelimiterSplit(delimiter: string): PreTokenizerPart<CharDelimiterSplitJson> {
  if ([...delimiter].length !== 1)
    throw new ArgumentError('charDelimiterSplit: the delimiter must be one character', {
      received: JSON.stringify(delimiter),
    });
  return splittingPart({ type: 'CharDelimiterSplit', delimiter }, spansOfString(delimiter), 'Removed');
}
