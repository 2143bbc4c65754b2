import type { Automaton, State } from '../grammar/automaton.ts';
import type { TokenTrie } from '../vocabulary/token-trie.ts';
import type { Completions } from './completion.ts';

/** Tokens that lead from one state to one other. */
export interface TokenStep {
  /** Tokens that surely suffice to end a text after this one. */
  readonly cost: number;
  /** Ranges of the trie's `order`: `[from0, to0, from1, to1, …]`. */
  readonly ranges: readonly number[];
}

/** All tokens that a state allows; those after which no end can be reached are left out. */
export interface TokenSteps {
  /** Cheapest first. */
  readonly steps: readonly TokenStep[];
  /** Tokens that suffice after the most costly step; 0 where there is none. */
  readonly worst: number;
  /** The allowed ids or the others, whichever are fewer: what to do where tokens are plenty. */
  readonly whole: { readonly ids: Int32Array; readonly areAllowed: boolean };
}

/** Numbers that are kept at most, of 4 to 8 bytes each. */
const cacheLimit = 4_000_000;

/** Finds the tokens that states allow, by walking the trie and the automaton together; remembers what it found. */
export class TokenStepCache {
  readonly #automaton: Automaton;
  readonly #completions: Completions;
  readonly #known = new Map<TokenTrie, Map<State, TokenSteps>>();
  readonly #loops = new WeakMap<State, Uint32Array>();
  readonly #vocabularySize: number;
  #size = 0;

  constructor(automaton: Automaton, completions: Completions, vocabularySize: number) {
    this.#automaton = automaton;
    this.#completions = completions;
    this.#vocabularySize = vocabularySize;
  }

  /** Tokens that a state allows. */
  of(state: State, trie: TokenTrie): TokenSteps {
    let known = this.#known.get(trie);
    if (known === undefined) {
      known = new Map();
      this.#known.set(trie, known);
    }
    const like = this.#automaton.canonical(state, trie.longest);
    let steps = known.get(like);
    if (steps === undefined) {
      steps = this.#find(like, trie);
      this.#size += steps.steps.reduce((sum, { ranges }) => sum + ranges.length + 8, steps.whole.ids.length);
      if (this.#size > cacheLimit) {
        for (const each of this.#known.values()) each.clear();
        this.#size = 0;
      }
      known.set(like, steps);
    }
    return steps;
  }

  #find(start: State, trie: TokenTrie): TokenSteps {
    const groups = new Map<State, number[]>();
    const { size, byte, depth, end, tokensFrom, tokenCount } = trie;
    const path: State[] = [start];
    for (let node = 1; node < size;) {
      const above = path[(depth[node] as number) - 1] as State;
      const state = this.#automaton.step(above, byte[node] as number);
      if (state === null) {
        node = end[node] as number;
        continue;
      }
      path[depth[node] as number] = state;
      const from = tokensFrom[node] as number;
      if (state === above && this.#staysIn(state, trie, node)) {
        node = end[node] as number;
        addRange(groups, state, from, tokensFrom[node] as number);
        continue;
      }
      const count = tokenCount[node] as number;
      if (count > 0) addRange(groups, state, from, from + count);
      node++;
    }
    const steps = [...groups]
      .map(([state, ranges]) => ({ cost: this.#completions.costOf(state), ranges }))
      .filter(({ cost }) => cost < Number.POSITIVE_INFINITY)
      .toSorted((a, b) => a.cost - b.cost);
    return { steps, worst: steps.at(-1)?.cost ?? 0, whole: wholeOf(steps, trie.order, this.#vocabularySize) };
  }

  /** Whether no byte below a node leaves the state. */
  #staysIn(state: State, trie: TokenTrie, node: number): boolean {
    let loops = this.#loops.get(state);
    if (loops === undefined) {
      loops = new Uint32Array(8);
      for (let byte = 0; byte < 256; byte++) {
        if (this.#automaton.step(state, byte) !== state) continue;
        loops[byte >> 5] = (loops[byte >> 5] as number) | (1 << (byte & 31));
      }
      this.#loops.set(state, loops);
    }
    for (let word = 0; word < 8; word++) {
      if (((trie.below[node * 8 + word] as number) & ~(loops[word] as number)) !== 0) return false;
    }
    return true;
  }
}

function wholeOf(steps: readonly TokenStep[], order: Int32Array, size: number): TokenSteps['whole'] {
  const isAllowed = new Uint8Array(size);
  let count = 0;
  for (const { ranges } of steps) {
    for (let i = 0; i < ranges.length; i += 2) {
      for (let at = ranges[i] as number; at < (ranges[i + 1] as number); at++)
        isAllowed[order[at] as number] = 1;
      count += (ranges[i + 1] as number) - (ranges[i] as number);
    }
  }
  const areAllowed = count * 2 < size;
  const ids = new Int32Array(areAllowed ? count : size - count);
  const wanted = areAllowed ? 1 : 0;
  let length = 0;
  for (let id = 0; id < size; id++) if (isAllowed[id] === wanted) ids[length++] = id;
  return { ids, areAllowed };
}

function addRange(groups: Map<State, number[]>, state: State, from: number, to: number): void {
  if (from === to) return;
  const ranges = groups.get(state);
  if (ranges === undefined) groups.set(state, [from, to]);
  else if (ranges.at(-1) === from) ranges[ranges.length - 1] = to;
  else ranges.push(from, to);
}
