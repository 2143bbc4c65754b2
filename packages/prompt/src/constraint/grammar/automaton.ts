import { afterOne, type Bytes, type Term, withoutMaximum } from './term.ts';

/** What is still to be matched: one term after another. Equal stacks of one automaton are one object. */
export interface Stack {
  readonly id: number;
  readonly head: Term;
  /** `undefined`: nothing more. */
  readonly rest: Stack | undefined;
  /** Its stack without upper bounds that are out of a token's reach, once known. */
  canonical: Stack | undefined;
}

/** A set of stacks that each begin with a byte: everything that may come next. */
export interface State {
  readonly id: number;
  readonly stacks: readonly Stack[];
  /** Whether the text may end here. */
  readonly isComplete: boolean;
  /** Successors by byte, as far as they are known; `null`: the byte is not allowed. */
  readonly next: (State | null | undefined)[];
  /** Its state without upper bounds that are out of a token's reach, once known. */
  canonical: State | undefined;
}

/** How many stacks and states stay unique; beyond it they are made anew, which costs time, not correctness. */
const internLimit = 200_000;

/**
 * A grammar's automaton over bytes, made while it is used. Its states are sets of stacks, so grammars may be recursive
 * and ambiguous; counted repetitions take no room before they are reached.
 */
export class Automaton {
  readonly start: State;
  readonly #stacks = new Map<string, Stack>();
  readonly #states = new Map<string, State>();
  #identities = 0;

  constructor(root: Term) {
    this.start = this.#close([this.#stack(root, undefined)]);
  }

  /** The state after one more byte; `null` where the byte is not allowed. */
  step(state: State, byte: number): State | null {
    const known = state.next[byte];
    if (known !== undefined) return known;
    const rests: (Stack | undefined)[] = [];
    for (const { head, rest } of state.stacks) if ((head as Bytes).set[byte] === 1) rests.push(rest);
    return (state.next[byte] = rests.length === 0 ? null : this.#close(rests));
  }

  /** Like `state` for every text of at most `reach` bytes, and for its shortest end; few states become many others. */
  canonical(state: State, reach: number): State {
    return (state.canonical ??= this.#close(
      state.isComplete
        ? [...state.stacks.map((stack) => this.#canonicalStack(stack, reach)), undefined]
        : state.stacks.map((stack) => this.#canonicalStack(stack, reach)),
    ));
  }

  #canonicalStack(stack: Stack, reach: number): Stack {
    if (stack.canonical !== undefined) return stack.canonical;
    const chain: Stack[] = [];
    let at: Stack | undefined = stack;
    for (; at !== undefined && at.canonical === undefined; at = at.rest) chain.push(at);
    let result = at?.canonical;
    for (const each of chain.toReversed()) {
      const { head } = each;
      const isFar = head.kind === 'repeat' && head.max > reach && head.max < Number.POSITIVE_INFINITY;
      result = this.#stack(isFar ? withoutMaximum(head, head.min) : head, result);
      each.canonical = result;
    }
    return result as Stack;
  }

  #close(from: readonly (Stack | undefined)[]): State {
    const open = [...from];
    const seen = new Set<Stack>();
    const ready: Stack[] = [];
    let isComplete = false;
    while (open.length > 0) {
      const stack = open.pop();
      if (stack === undefined) {
        isComplete = true;
        continue;
      }
      if (seen.has(stack)) continue;
      seen.add(stack);
      if (stack.head.kind === 'bytes') ready.push(stack);
      else this.#expand(stack.head, stack.rest, open);
    }
    ready.sort((a, b) => a.id - b.id);
    return this.#state(ready, isComplete);
  }

  /** What a term may begin with. */
  #expand(head: Exclude<Term, Bytes>, rest: Stack | undefined, open: (Stack | undefined)[]): void {
    switch (head.kind) {
      case 'empty':
        open.push(rest);
        break;
      case 'sequence':
        open.push(this.#stack(head.first, this.#stack(head.second, rest)));
        break;
      case 'alternatives':
        for (const item of head.items) open.push(this.#stack(item, rest));
        break;
      case 'repeat':
        if (head.min === 0) open.push(rest);
        open.push(this.#stack(head.item, this.#stack(afterOne(head), rest)));
        break;
      case 'reference':
        open.push(this.#stack(head.body as Term, rest));
        break;
    }
  }

  #stack(head: Term, rest: Stack | undefined): Stack {
    const key = `${head.id},${rest === undefined ? '' : rest.id}`;
    let stack = this.#stacks.get(key);
    if (stack === undefined) {
      if (this.#stacks.size >= internLimit) this.#stacks.clear();
      stack = { id: this.#identities++, head, rest, canonical: undefined };
      this.#stacks.set(key, stack);
    }
    return stack;
  }

  #state(stacks: readonly Stack[], isComplete: boolean): State {
    const key = `${isComplete ? '+' : ''}${stacks.map(({ id }) => id).join()}`;
    let state = this.#states.get(key);
    if (state === undefined) {
      if (this.#states.size >= internLimit) this.#states.clear();
      state = { id: this.#identities++, stacks, isComplete, next: [], canonical: undefined };
      this.#states.set(key, state);
    }
    return state;
  }
}
