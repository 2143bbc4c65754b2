import * as z from 'zod/mini';
import { compilePattern } from '../text/pattern/compile-pattern.ts';
import { inverted, spansOf, spansOfString } from '../text/span.ts';
import { type SplitBehavior, splitBehaviorSchema } from '../text/split-behavior.ts';
import { type TextPattern, textPatternSchema } from '../text/text-pattern.ts';
import { type PreTokenizerPart, splittingPart } from './pre-tokenizer-part.ts';

/** `Split` in `tokenizer.json`. */
export interface SplitJson {
  readonly type: 'Split';
  readonly pattern: TextPattern;
  readonly behavior: SplitBehavior;
  readonly invert: boolean;
}

/** Schema of {@link SplitJson}. */
export const splitSchema: z.ZodMiniType<SplitJson> = z.object({
  type: z.literal('Split'),
  pattern: textPatternSchema,
  behavior: splitBehaviorSchema,
  invert: z.boolean(),
});

/** Options of {@link split}. */
export interface SplitOptions {
  /** @default 'Isolated' */
  readonly behavior?: SplitBehavior;
  /** Whether what the pattern matches are the pieces and not the delimiters. @default false */
  readonly invert?: boolean;
}

/**
 * Splits at a literal string or at a regular expression of Oniguruma's syntax.
 *
 * @throws {UnsupportedError} when the pattern cannot be expressed
 * @example
 * ```ts
 * import { AlignedText, split } from '@fm/lm/tokenizer';
 *
 * split({ Regex: String.raw`\d` }, { behavior: 'Contiguous' })
 *   .split(AlignedText.of('ab12c'))
 *   .map((piece) => piece.text); // => ['ab', '12', 'c']
 * ```
 */
export function split(
  pattern: TextPattern,
  { behavior = 'Isolated', invert = false }: SplitOptions = {},
): PreTokenizerPart<SplitJson> {
  const find = 'String' in pattern ? spansOfString(pattern.String) : spansOf(compilePattern(pattern.Regex));
  return splittingPart(
    { type: 'Split', pattern, behavior, invert },
    invert ? inverted(find) : find,
    behavior,
  );
}
