import * as z from 'zod';
import { isPunctuation } from '../text/character-class.ts';
import { spansOfClass } from '../text/span.ts';
import { type SplitBehavior, splitBehaviorSchema } from '../text/split-behavior.ts';
import { type PreTokenizerPart, splittingPart } from './pre-tokenizer-part.ts';

/** `Punctuation` in `tokenizer.json`. */
export interface PunctuationJson {
  readonly type: 'Punctuation';
  readonly behavior: SplitBehavior;
}

/** Schema of {@link PunctuationJson}. */
export const punctuationSchema: z.ZodType<PunctuationJson> = z.object({
  type: z.literal('Punctuation'),
  behavior: splitBehaviorSchema.default('Isolated'),
});

/**
 * Splits at punctuation: category P of Unicode 8 and every printable ASCII symbol.
 *
 * @param behavior - what becomes of the punctuation. @default 'Isolated'
 * @example
 * ```ts
 * import { AlignedText, punctuation } from '@fm/lm/tokenizer';
 *
 * punctuation().split(AlignedText.of('to be?!')).map((piece) => piece.text); // => ['to be', '?', '!']
 * ```
 */
export function punctuation(behavior: SplitBehavior = 'Isolated'): PreTokenizerPart<PunctuationJson> {
  return splittingPart({ type: 'Punctuation', behavior }, spansOfClass(isPunctuation), behavior);
}
