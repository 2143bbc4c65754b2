import type { RenderedText } from '../rendered/rendered-text.ts';
import { isTrusted } from './is-trusted.ts';

/**
 * The untrusted stretches of a text, in UTF-16 code units, as tokenizers take them: in order, neighbours joined.
 *
 * @example
 * ```ts
 * import { literalSpans, prompt } from '@fm/prompt';
 *
 * literalSpans(prompt('Say {{word}}!')({ word: 'hello' })); // => [[4, 9]]
 * ```
 */
export function literalSpans({ segments }: RenderedText): readonly (readonly [start: number, end: number])[] {
  const spans: (readonly [number, number])[] = [];
  let start = 0;
  for (const segment of segments) {
    const end = start + segment.text.length;
    if (!isTrusted(segment)) {
      const joined = spans.at(-1)?.[1] === start ? spans.pop()?.[0] : undefined;
      spans.push([joined ?? start, end]);
    }
    start = end;
  }
  return spans;
}
