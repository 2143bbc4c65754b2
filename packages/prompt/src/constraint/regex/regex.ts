import { utf8Term } from '../grammar/code-points.ts';
import type { Grammar } from '../grammar/grammar.ts';
import { parseRegex } from './parse-regex.ts';
import { regexTerm } from './regex-term.ts';

/**
 * A grammar of the texts that match a regular expression as a whole, with the meaning it has in JavaScript under the flag
 * `u`: characters, `.`, classes, `\d \w \s` and their opposites, `\x \u` and control escapes, groups, `|`,
 * `* + ? {n} {n,} {n,m}`, and `^ $` at its ends.
 *
 * @throws {ArgumentError} when it is no regular expression
 * @throws {UnsupportedError} for lookaround, back references, `\b` and `\p`
 * @see https://tc39.es/ecma262/#sec-patterns
 * @example
 * ```ts
 * import { matches, regex } from '@fm/prompt';
 *
 * const date = regex('\\d{4}-\\d{2}-\\d{2}');
 * matches(date, '1969-07-21'); // => true
 * matches(date, '21 July 1969'); // => false
 * ```
 */
export function regex(source: string): Grammar {
  return { name: `/${source}/`, root: regexTerm(parseRegex(source), utf8Term) };
}
