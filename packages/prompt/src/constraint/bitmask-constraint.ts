import { ArgumentError } from '@fm/core';
import type { Constraint, ConstraintState } from './constraint.ts';

/** What a foreign grammar engine has to offer, such as llguidance or a synchronous build of xgrammar. */
export interface BitmaskMatcher {
  /** One bit per id, the lowest of each word first: 1 where the token is allowed next. May be reused by the next call. */
  nextBitmask(): Int32Array | Uint32Array;
  /** Goes on; `false` where the token is not allowed. */
  acceptToken(token: number): boolean;
  /** Whether the text may end here. */
  isComplete(): boolean;
}

/** Options of {@link bitmaskConstraint}. */
export interface BitmaskConstraintOptions {
  /** For messages. */
  readonly name: string;
  /** A matcher at the beginning of a text. */
  readonly create: () => BitmaskMatcher;
}

/**
 * A foreign grammar engine as a {@link Constraint}. It knows no budget: a text may be cut off at `maxTokens`, so validate
 * what comes out. Going back to an earlier state creates a new matcher.
 *
 * @throws {ArgumentError} from `accept`, when the token is not allowed
 * @see https://github.com/guidance-ai/llguidance
 * @see https://github.com/mlc-ai/xgrammar
 * @example
 * ```ts
 * import { bitmaskConstraint } from '@fm/prompt';
 *
 * // Tokens 0 and 1 in turn.
 * const constraint = bitmaskConstraint({
 *   name: 'in turn',
 *   create() {
 *     let next = 0;
 *     return {
 *       nextBitmask: () => Int32Array.of(1 << next),
 *       acceptToken: (token) => token === next && ((next = 1 - next), true),
 *       isComplete: () => next === 0,
 *     };
 *   },
 * });
 * const start = constraint.start();
 * start.allows(1); // => false
 * start.accept(0).accept(1).isComplete; // => true
 * ```
 */
export function bitmaskConstraint({ name, create }: BitmaskConstraintOptions): Constraint {
  return Object.freeze({
    name,
    start: () => new BitmaskState(name, { create, matcher: create(), length: 0 }, []),
  });
}

/** A matcher and how many tokens it has seen. */
interface Cursor {
  readonly create: () => BitmaskMatcher;
  matcher: BitmaskMatcher;
  length: number;
}

class BitmaskState implements ConstraintState {
  readonly isComplete: boolean;
  readonly #name: string;
  readonly #bits: Int32Array | Uint32Array;
  readonly #tokens: readonly number[];
  #cursor: Cursor;

  constructor(name: string, cursor: Cursor, tokens: readonly number[]) {
    this.#name = name;
    this.#cursor = cursor;
    this.#tokens = tokens;
    this.#bits = cursor.matcher.nextBitmask().slice();
    this.isComplete = cursor.matcher.isComplete();
  }

  get isFinished(): boolean {
    return this.isComplete && this.#bits.every((word) => word === 0);
  }

  mask(logits: Float32Array): void {
    for (let id = 0; id < logits.length; id++) if (!this.allows(id)) logits[id] = Number.NEGATIVE_INFINITY;
  }

  allows(token: number): boolean {
    return (((this.#bits[token >> 5] ?? 0) >>> (token & 31)) & 1) === 1;
  }

  accept(token: number): ConstraintState {
    const cursor = this.#own();
    if (!this.allows(token) || !cursor.matcher.acceptToken(token)) {
      throw new ArgumentError(`${this.#name} does not allow this token`, {
        received: `${token}`,
        hint: 'Draw tokens from masked logits.',
      });
    }
    cursor.length++;
    return new BitmaskState(this.#name, cursor, [...this.#tokens, token]);
  }

  /** The matcher where it stands here, else a new one that is brought here. */
  #own(): Cursor {
    if (this.#cursor.length === this.#tokens.length) return this.#cursor;
    const { create } = this.#cursor;
    const matcher = create();
    for (const token of this.#tokens) matcher.acceptToken(token);
    this.#cursor = { create, matcher, length: this.#tokens.length };
    return this.#cursor;
  }
}
