import { ArgumentError } from '@fm/core';
import type { Bytes, Reference, Term } from '../grammar/term.ts';

/** The cheapest byte string of a term. */
export interface Shortest {
  /** Sum over its bytes; `Infinity` where there is none. */
  readonly cost: number;
  /** Its bytes, in order. */
  readonly bytes: readonly number[];
}

const impossible: Shortest = { cost: Number.POSITIVE_INFINITY, bytes: [] };
const none: Shortest = { cost: 0, bytes: [] };
/** A text that is only there to be valid cannot be endless. */
const longestText = 1_000_000;

/** Finds the cheapest byte strings of a grammar's terms. */
export class ShortestTexts {
  readonly #byteCost: Float64Array;
  readonly #references = new Map<Reference, Shortest>();
  #known = new Map<Term, Shortest>();

  constructor(root: Term, byteCost: Float64Array) {
    this.#byteCost = byteCost;
    const references = referencesOf(root);
    for (const each of references) this.#references.set(each, impossible);
    // References may contain each other: costs only fall, until none falls any more.
    for (let changed = true; changed;) {
      changed = false;
      for (const each of references) {
        this.#known = new Map();
        const found = this.of(each.body as Term);
        if (found.cost >= (this.#references.get(each) as Shortest).cost) continue;
        this.#references.set(each, found);
        changed = true;
      }
    }
    this.#known = new Map();
  }

  /** The cheapest byte string of a term. */
  of(term: Term): Shortest {
    let found = this.#known.get(term);
    if (found === undefined) {
      found = this.#find(term);
      this.#known.set(term, found);
    }
    return found;
  }

  #find(term: Term): Shortest {
    switch (term.kind) {
      case 'empty':
        return none;
      case 'bytes':
        return this.#byte(term);
      case 'reference':
        return this.#references.get(term) ?? impossible;
      case 'sequence':
        return this.#sequence(term);
      case 'alternatives': {
        let best = impossible;
        for (const item of term.items) {
          const each = this.of(item);
          if (each.cost < best.cost) best = each;
        }
        return best;
      }
      case 'repeat':
        return this.#repeat(term.min === 0 ? none : this.of(term.item), term.min);
    }
  }

  #byte({ set }: Bytes): Shortest {
    let best = impossible;
    for (const byte of preferredBytes) {
      const cost = this.#byteCost[byte] as number;
      if (set[byte] === 1 && cost < best.cost) best = { cost, bytes: [byte] };
    }
    return best;
  }

  /** Sequences are nested to the right, and long: no recursion along them. */
  #sequence(term: Term): Shortest {
    let cost = 0;
    const bytes: number[] = [];
    let at = term;
    for (; at.kind === 'sequence'; at = at.second) {
      const each = this.of(at.first);
      cost += each.cost;
      for (const byte of each.bytes) bytes.push(byte);
    }
    const last = this.of(at);
    cost += last.cost;
    if (cost === Number.POSITIVE_INFINITY) return impossible;
    return { cost, bytes: [...bytes, ...last.bytes] };
  }

  #repeat({ cost, bytes }: Shortest, count: number): Shortest {
    if (count === 0) return none;
    if (cost === Number.POSITIVE_INFINITY) return impossible;
    if (bytes.length * count > longestText) {
      throw new ArgumentError('A grammar only has texts that are too long', {
        expected: `at most ${longestText} bytes`,
        received: `${bytes.length * count}`,
        hint: 'Lower its minimal lengths.',
      });
    }
    return { cost: cost * count, bytes: Array.from({ length: count }, () => bytes).flat() };
  }
}

/** Letters and digits first: a text that is only there to be valid should at least be readable. */
const preferredBytes: readonly number[] = (() => {
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  const rank = (byte: number): number =>
    byte >= 0x61 && byte <= 0x7a ? 0 : byte >= 0x30 && byte <= 0x39 ? 1 : 2;
  return all.toSorted((a, b) => rank(a) - rank(b) || a - b);
})();

function referencesOf(root: Term): readonly Reference[] {
  const found: Reference[] = [];
  const seen = new Set<Term>();
  const open = [root];
  for (let term = open.pop(); term !== undefined; term = open.pop()) {
    if (seen.has(term)) continue;
    seen.add(term);
    if (term.kind === 'sequence') open.push(term.first, term.second);
    else if (term.kind === 'alternatives') open.push(...term.items);
    else if (term.kind === 'repeat') open.push(term.item);
    else if (term.kind === 'reference') {
      found.push(term);
      open.push(term.body as Term);
    }
  }
  return found;
}
