import * as z from 'zod';

const maxTokens = 1 << 23;
const maxId = 0xff_ffff;

/** Tokens and their ids, as model files list them: `{ "the": 5, … }`. */
export type VocabularyJson = Readonly<Record<string, number>>;

/**
 * A vocabulary of at most 2²³ tokens with ids in [0, 2²⁴). The object passes through as it is, so that a token
 * spelled `__proto__` survives.
 */
export const vocabularySchema: z.ZodType<VocabularyJson> = z
  .custom<VocabularyJson>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    error: 'expected an object of tokens and ids',
  })
  .check(({ value, issues }) => {
    const complain = (message: string, path: string[] = []): void => {
      issues.push({ code: 'custom', message, path, input: undefined });
    };
    const tokens = Object.keys(value);
    if (tokens.length > maxTokens) return complain(`expected at most ${maxTokens} tokens`);
    for (const token of tokens) {
      const id: unknown = value[token];
      if (!isTokenId(id)) return complain(`expected an integer id in [0, ${maxId}]`, [token]);
      if (!token.isWellFormed()) return complain('expected no lone surrogate in a token', [token]);
    }
  });

/** Whether `value` can be the id of a token: an integer in [0, 2²⁴). */
export function isTokenId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxId;
}
