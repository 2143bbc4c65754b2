import type { Stack, State } from '../grammar/automaton.ts';
import type { TokenTrie } from '../vocabulary/token-trie.ts';
import type { ShortestTexts } from './shortest.ts';

/** One byte of a known way to end a text, with the fewest tokens that write it from here on. */
export interface Completion {
  readonly byte: number;
  /** `undefined` after the last byte. */
  readonly next: Completion | undefined;
  /** Number of tokens; `Infinity` where no tokens write just this. */
  readonly cost: number;
  /** The first of these tokens. */
  readonly token: number;
  /** What is left after it. */
  readonly after: Completion | undefined;
}

/** Finds short ways to end a text from every state, and counts their tokens. */
export class Completions {
  readonly #shortest: ShortestTexts;
  readonly #trie: TokenTrie;
  readonly #byStack = new WeakMap<Stack, { readonly completion: Completion | undefined }>();

  constructor(shortest: ShortestTexts, trie: TokenTrie) {
    this.#shortest = shortest;
    this.#trie = trie;
  }

  /** Number of tokens that surely suffice to end a text from here; `Infinity` where no way is known. */
  costOf(state: State): number {
    return state.isComplete ? 0 : (this.of(state)?.cost ?? Number.POSITIVE_INFINITY);
  }

  /** The shortest known way to end a text from here; `undefined` where it may end now, or cannot. */
  of(state: State): Completion | undefined {
    if (state.isComplete) return undefined;
    let best: Completion | undefined;
    for (const stack of state.stacks) {
      const { completion } = this.#ofStack(stack);
      if (completion !== undefined && completion.cost < (best?.cost ?? Number.POSITIVE_INFINITY))
        best = completion;
    }
    return best;
  }

  #ofStack(stack: Stack): { readonly completion: Completion | undefined } {
    const chain: Stack[] = [];
    let at: Stack | undefined = stack;
    for (; at !== undefined && !this.#byStack.has(at); at = at.rest) chain.push(at);
    let found = at === undefined ? { completion: undefined } : this.#known(at);
    for (const each of chain.toReversed()) {
      found = { completion: this.#before(each, found.completion) };
      this.#byStack.set(each, found);
    }
    return found;
  }

  #known(stack: Stack): { readonly completion: Completion | undefined } {
    return this.#byStack.get(stack) as { readonly completion: Completion | undefined };
  }

  #before({ head }: Stack, rest: Completion | undefined): Completion | undefined {
    const { cost, bytes } = this.#shortest.of(head);
    let next = rest;
    if (cost === Number.POSITIVE_INFINITY) return { ...nowhere, next };
    for (let i = bytes.length - 1; i >= 0; i--) next = this.#byte(bytes[i] as number, next);
    return next;
  }

  /** Tries every token that the text goes on with. */
  #byte(byte: number, next: Completion | undefined): Completion {
    const { trie, found } = { trie: this.#trie, found: { cost: Number.POSITIVE_INFINITY, token: -1 } };
    let after: Completion | undefined;
    let at: Completion | undefined = { ...nowhere, byte, next };
    for (let node = 0; at !== undefined; at = at.next) {
      if (at.byte < 0) break;
      node = childOf(trie, node, at.byte);
      if (node < 0) break;
      if ((trie.tokenCount[node] as number) === 0) continue;
      const cost: number = 1 + (at.next?.cost ?? 0);
      if (cost >= found.cost) continue;
      found.cost = cost;
      found.token = trie.order[trie.tokensFrom[node] as number] as number;
      after = at.next;
    }
    return { byte, next, cost: found.cost, token: found.token, after };
  }
}

/** Stands where a text cannot go on. */
const nowhere: Completion = {
  byte: -1,
  next: undefined,
  cost: Number.POSITIVE_INFINITY,
  token: -1,
  after: undefined,
};

function childOf(trie: TokenTrie, node: number, byte: number): number {
  const end = trie.end[node] as number;
  for (let child = node + 1; child < end; child = trie.end[child] as number) {
    if (trie.byte[child] === byte) return child;
  }
  return -1;
}
