import { ArgumentError } from '@fm/core';

/** Passes text on until a stop string appears, and never lets a part of one through. */
export class StopStrings {
  readonly #strings: readonly string[];
  #held = '';
  #found = false;

  /** @throws {ArgumentError} when a stop string is empty */
  constructor(strings: readonly string[]) {
    if (strings.includes('')) {
      throw new ArgumentError('A stop string is empty', {
        hint: 'Leave it out; use maxTokens to generate nothing.',
      });
    }
    this.#strings = strings;
  }

  /** Whether a stop string has appeared; nothing is passed on any more. */
  get found(): boolean {
    return this.#found;
  }

  /** The text that is now known not to belong to a stop string. */
  push(text: string): string {
    if (this.#found) return '';
    const pending = this.#held + text;
    const at = Math.min(...this.#strings.map((stop) => pending.indexOf(stop)).filter((index) => index >= 0));
    if (at < pending.length) {
      this.#found = true;
      this.#held = '';
      return pending.slice(0, at);
    }
    const held = Math.max(0, ...this.#strings.map((stop) => heldBack(pending, stop)));
    this.#held = pending.slice(pending.length - held);
    return pending.slice(0, pending.length - held);
  }

  /** What is still held back when no more text comes. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }
}

/** Length of the longest end of `text` that a stop string begins with. */
function heldBack(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
