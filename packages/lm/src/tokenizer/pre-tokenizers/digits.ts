import * as z from 'zod';
import { isNumeric } from '../text/character-class.ts';
import { spansOfClass } from '../text/span.ts';
import { type PreTokenizerPart, splittingPart } from './pre-tokenizer-part.ts';

/** `Digits` in `tokenizer.json`. */
export interface DigitsJson {
  readonly type: 'Digits';
  readonly individual_digits: boolean;
}

/** Schema of {@link DigitsJson}. */
export const digitsSchema: z.ZodType<DigitsJson> = z.object({
  type: z.literal('Digits'),
  individual_digits: z.boolean(),
});

/** Options of {@link digits}. */
export interface DigitsOptions {
  /** Whether every digit is a piece of its own, rather than every number. @default false */
  readonly individualDigits?: boolean;
}

/**
 * Separates numbers (characters of the categories Nd, Nl and No) from what is around them.
 *
 * @example
 * ```ts
 * import { AlignedText, digits } from '@fm/lm/tokenizer';
 *
 * const text = AlignedText.of('ab12');
 * digits().split(text).map((piece) => piece.text); // => ['ab', '12']
 * digits({ individualDigits: true }).split(text).map((piece) => piece.text); // => ['ab', '1', '2']
 * ```
 */
export function digits({ individualDigits = false }: DigitsOptions = {}): PreTokenizerPart<DigitsJson> {
  return splittingPart(
    { type: 'Digits', individual_digits: individualDigits },
    spansOfClass(isNumeric),
    individualDigits ? 'Isolated' : 'Contiguous',
  );
}
