import { ArgumentError } from '@fm/core';
import type { AddedToken } from './added-token.ts';

/**
 * Special tokens with ids from `firstId` on, in the order given.
 *
 * @throws {ArgumentError} when a token appears twice or has fewer than two characters, which no text could be told from
 */
export function numberSpecialTokens(tokens: readonly string[], firstId: number): ReadonlyMap<string, number> {
  const numbered = new Map<string, number>();
  for (const token of tokens) {
    if (numbered.has(token) || [...token].length < 2 || !token.isWellFormed()) {
      throw new ArgumentError('A special token appears twice or is too short', {
        expected: 'distinct texts of at least two characters',
        received: JSON.stringify(tokens),
      });
    }
    numbered.set(token, firstId + numbered.size);
  }
  return numbered;
}

/** A token that is found exactly as it is spelled, and nowhere unless allowed. */
export function specialToken(content: string): AddedToken {
  return { content, special: true, normalized: false };
}
