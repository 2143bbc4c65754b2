import { FmError, type FmErrorDetails } from '@fm/core';
import type { JsonIssue } from '../constraint/json-schema/validate-json.ts';

/** One answer that was no valid object. */
export interface FailedAttempt {
  /** What the model wrote. */
  readonly text: string;
  /** What is wrong with it; a text that is no JSON has one issue, without a path. */
  readonly issues: readonly JsonIssue[];
}

/**
 * The model gave no valid object, also after repairs. Look at `attempts`; ask differently, or allow more repairs.
 *
 * @example
 * ```ts
 * import { generateObject, ObjectError, scriptedModel } from '@fm/prompt';
 * import { z } from 'zod';
 *
 * const answer = generateObject({
 *   model: scriptedModel(['{"age": "old"}']),
 *   messages: [{ role: 'user', content: 'How old are you?' }],
 *   schema: z.object({ age: z.int() }),
 *   repairs: 0,
 * });
 * const error = await answer.catch((reason: unknown) => reason);
 * error instanceof ObjectError && error.issues.map(({ path }) => path); // => [['age']]
 * ```
 */
export class ObjectError extends FmError {
  declare readonly code: 'FM_OBJECT';
  /** All answers, in order; none where the consumer stopped listening. */
  readonly attempts: readonly FailedAttempt[];

  constructor(summary: string, attempts: readonly FailedAttempt[], details: FmErrorDetails = {}) {
    super('FM_OBJECT', summary, details);
    this.attempts = attempts;
  }

  /** What the model wrote last. */
  get text(): string {
    return this.attempts.at(-1)?.text ?? '';
  }

  /** What is wrong with it. */
  get issues(): readonly JsonIssue[] {
    return this.attempts.at(-1)?.issues ?? [];
  }
}
