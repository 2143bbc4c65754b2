import { Automaton, type State } from './automaton.ts';
import type { Grammar } from './grammar.ts';

const utf8 = new TextEncoder();

/**
 * Whether a whole text is of a grammar.
 *
 * @example
 * ```ts
 * import { matches, regex } from '@fm/prompt';
 *
 * matches(regex('\\d{3}-[a-z]+'), '123-ab'); // => true
 * ```
 */
export function matches(grammar: Grammar, text: string): boolean {
  const automaton = new Automaton(grammar.root);
  let state: State | null = automaton.start;
  for (const byte of utf8.encode(text)) {
    state = automaton.step(state, byte);
    if (state === null) return false;
  }
  return state.isComplete;
}
