import { FormatError } from '@fm/core';

/** What rendering may cost at most. */
export interface TemplateLimits {
  /** Evaluated nodes, loop rounds and, at 32 to one, characters read or written. @default 5_000_000 */
  readonly maxSteps?: number;
  /** Longest text that may come about on the way or at the end, in UTF-16 code units. @default 2 ** 23 */
  readonly maxLength?: number;
  /** How deep macros may call each other. @default 100 */
  readonly maxDepth?: number;
}

/** Counts what a rendering costs, so that a hostile template ends with an error instead of never. */
export class Budget {
  #steps: number;
  readonly #limits: Required<TemplateLimits>;
  #depth = 0;

  constructor({ maxSteps = 5_000_000, maxLength = 2 ** 23, maxDepth = 100 }: TemplateLimits) {
    this.#limits = { maxSteps, maxLength, maxDepth };
    this.#steps = maxSteps;
  }

  /** @throws {FormatError} when nothing is left */
  step(count = 1): void {
    this.#steps -= count;
    if (!(this.#steps >= 0)) throw tooMuch('steps', this.#limits.maxSteps, 'maxSteps');
  }

  /**
   * Pays for reading or writing a text of this many code units.
   *
   * @throws {FormatError} when the text is too long or nothing is left
   */
  text(length: number): void {
    if (!(length <= this.#limits.maxLength)) throw tooMuch('characters', this.#limits.maxLength, 'maxLength');
    this.step(length >> 5);
  }

  /** @throws {FormatError} when macros call each other too deeply */
  nest<T>(work: () => T): T {
    if (++this.#depth > this.#limits.maxDepth) {
      throw tooMuch('nested calls', this.#limits.maxDepth, 'maxDepth');
    }
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }
}

function tooMuch(what: string, limit: number, option: string): FormatError {
  return new FormatError('The chat template costs too much to render', {
    expected: `at most ${limit} ${what}`,
    received: `more ${what}`,
    hint: `If you trust the template, raise ${option}.`,
  });
}
