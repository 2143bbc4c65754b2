import { FormatError, UnsupportedError } from '@fm/core';

/** The error for a pattern that JavaScript's regular expressions cannot say. */
export function untranslatable(pattern: string, what: string): UnsupportedError {
  return new UnsupportedError(`A regular expression cannot be translated: ${what}`, {
    expected: 'a pattern that JavaScript can say: no backreferences, calls, conditionals or callouts',
    received: abridged(pattern),
    hint: 'Rewrite the pattern without it.',
  });
}

/** The error for a pattern that is none. */
export function malformed(pattern: string, what: string): FormatError {
  return new FormatError(`A regular expression is malformed: ${what}`, {
    expected: 'a regular expression in the syntax of Oniguruma',
    received: abridged(pattern),
  });
}

function abridged(pattern: string): string {
  return pattern.length > 200 ? `${pattern.slice(0, 200)}…` : pattern;
}
