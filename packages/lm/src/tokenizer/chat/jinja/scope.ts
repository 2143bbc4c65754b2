import { Undefined, type Value } from './values.ts';

/** The names that a part of a template sees: its own, then those around it. */
export class Scope {
  readonly #own: Map<string, Value>;
  readonly #outer: Scope | undefined;

  constructor(outer?: Scope, own: Iterable<readonly [string, Value]> = []) {
    this.#outer = outer;
    this.#own = new Map(own);
  }

  get(name: string): Value {
    const value = this.#own.get(name);
    if (value !== undefined) return value;
    return this.#outer === undefined ? new Undefined(name) : this.#outer.get(name);
  }

  set(name: string, value: Value): void {
    this.#own.set(name, value);
  }
}
