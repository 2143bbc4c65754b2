import { ArgumentError } from '@fm/core';
import type { Grammar } from './grammar.ts';
import { anyLiteral } from './term.ts';

/**
 * A grammar of exactly these texts.
 *
 * @throws {ArgumentError} when there is no text, or one is empty
 * @example
 * ```ts
 * import { choice, matches } from '@fm/prompt';
 *
 * const answer = choice(['yes', 'no']);
 * matches(answer, 'yes'); // => true
 * matches(answer, 'ye'); // => false
 * ```
 */
export function choice(texts: readonly string[]): Grammar {
  if (texts.length === 0 || texts.includes('')) {
    throw new ArgumentError('A choice needs texts that are not empty', {
      expected: 'at least one text of at least one character',
      received: JSON.stringify(texts),
    });
  }
  return { name: `one of ${texts.length} texts`, root: anyLiteral(texts) };
}
