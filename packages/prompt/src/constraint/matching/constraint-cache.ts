import type { Constraint } from '../constraint.ts';

/** Most that are kept. */
const capacity = 32;

/** Constraints by what they were made from, so that asking for one again costs nothing. */
export class ConstraintCache {
  readonly #known = new Map<string, Constraint>();

  /** The constraint of a key, made where it is not known yet. */
  of(key: string, make: () => Constraint): Constraint {
    let found = this.#known.get(key);
    if (found === undefined) {
      found = make();
      if (this.#known.size >= capacity) this.#known.clear();
      this.#known.set(key, found);
    }
    return found;
  }
}
