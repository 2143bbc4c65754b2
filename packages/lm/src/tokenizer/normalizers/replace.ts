import * as z from 'zod';
import { compilePattern } from '../text/pattern/compile-pattern.ts';
import { type TextPattern, textPatternSchema } from '../text/text-pattern.ts';
import { type Span, spansOf, spansOfString } from '../text/span.ts';
import { type NormalizerPart, normalizerPart } from './normalizer-part.ts';

/** `Replace` in `tokenizer.json`. */
export interface ReplaceJson {
  readonly type: 'Replace';
  readonly pattern: TextPattern;
  readonly content: string;
}

/** Schema of {@link ReplaceJson}. */
export const replaceSchema: z.ZodType<ReplaceJson> = z.object({
  type: z.literal('Replace'),
  pattern: textPatternSchema,
  content: z.string(),
});

/**
 * Puts `content`, as it is, in place of every occurrence.
 *
 * @throws {UnsupportedError} when the pattern cannot be expressed
 * @example
 * ```ts
 * import { AlignedText, replace } from '@fm/lm/tokenizer';
 *
 * replace({ Regex: ' {2,}' }, ' ').normalize(AlignedText.of('a   b')).text; // => 'a b'
 * ```
 */
export function replace(pattern: TextPattern, content: string): NormalizerPart<ReplaceJson> {
  const find = 'String' in pattern ? spansOfString(pattern.String) : spansOf(compilePattern(pattern.Regex));
  const keepsBoundaries = 'String' in pattern && isUnit(pattern.String) && isUnit(content);
  return normalizerPart({ type: 'Replace', pattern, content }, (text) =>
    keepsBoundaries
      ? text.withText(text.text.replaceAll(pattern.String, () => content))
      : text.text === ''
        ? text
        : text.replace(matches(find(text.text)), content),
  );
}

function* matches(spans: readonly Span[]): Generator<readonly [number, number]> {
  for (const { start, end, isMatch } of spans) if (isMatch) yield [start, end];
}

/** Whether a string is one character of one UTF-16 unit. */
function isUnit(text: string): boolean {
  return text.length === 1 && text.isWellFormed();
}
