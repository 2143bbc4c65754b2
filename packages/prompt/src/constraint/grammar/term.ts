/** A set of byte strings. Terms are immutable, but for the body of a {@link Reference}, which is given once. */
export type Term = Bytes | Sequence | Alternatives | Repeat | Reference | Empty;

interface Identified {
  /** Tells terms apart. */
  readonly id: number;
}

/** One byte of a set. */
export interface Bytes extends Identified {
  readonly kind: 'bytes';
  /** 1 for each byte of the set, `[256]`. */
  readonly set: Uint8Array;
}

/** The empty string. */
export interface Empty extends Identified {
  readonly kind: 'empty';
}

/** One term after another. */
export interface Sequence extends Identified {
  readonly kind: 'sequence';
  readonly first: Term;
  readonly second: Term;
}

/** Any of several terms; none of them is the empty set. */
export interface Alternatives extends Identified {
  readonly kind: 'alternatives';
  readonly items: readonly Term[];
}

/** A term `min` to `max` times. */
export interface Repeat extends Identified {
  readonly kind: 'repeat';
  readonly item: Term;
  readonly min: number;
  /** May be infinite. */
  readonly max: number;
  /** The same after one more repetition, once somebody has asked for it. */
  rest: Term | undefined;
  /** Its relatives without an upper bound, by their lower one: shared by all that come from one repetition. */
  readonly endless: Map<number, Repeat>;
}

/** A term by name, which may contain itself. */
export interface Reference extends Identified {
  readonly kind: 'reference';
  readonly name: string;
  /** What it stands for. */
  body: Term | undefined;
}

let identities = 0;

/** The empty string. */
export const empty: Term = { kind: 'empty', id: identities++ };

/** The empty set: nothing matches. */
export const nothing: Term = { kind: 'alternatives', id: identities++, items: [] };

/** One byte of inclusive ranges. */
export function byteRange(...ranges: readonly (readonly [from: number, to: number])[]): Term {
  const set = new Uint8Array(256);
  for (const [from, to] of ranges) set.fill(1, from, to + 1);
  return { kind: 'bytes', id: identities++, set };
}

const singleBytes: (Term | undefined)[] = [];

function singleByte(byte: number): Term {
  return (singleBytes[byte] ??= byteRange([byte, byte]));
}

/** Terms one after another. */
export function sequence(...terms: readonly Term[]): Term {
  return terms.reduceRight<Term>((second, first) => {
    if (first === nothing || second === nothing) return nothing;
    if (first === empty) return second;
    return second === empty ? first : { kind: 'sequence', id: identities++, first, second };
  }, empty);
}

/** Any of several terms. */
export function alternatives(terms: readonly Term[]): Term {
  const items = [...new Set(terms)].filter((term) => term !== nothing);
  if (items.length === 0) return nothing;
  return items.length === 1 ? (items[0] as Term) : { kind: 'alternatives', id: identities++, items };
}

/** A term or nothing at all. */
export function optional(term: Term): Term {
  return term === nothing ? empty : alternatives([term, empty]);
}

/** A term `min` to `max` times. */
export function repeat(item: Term, min: number, max: number): Term {
  return repetition(item, min, max, new Map());
}

function repetition(item: Term, min: number, max: number, endless: Repeat['endless']): Term {
  if (max === 0 || item === empty) return empty;
  if (item === nothing) return min === 0 ? empty : nothing;
  if (min === 1 && max === 1) return item;
  return { kind: 'repeat', id: identities++, item, min, max, rest: undefined, endless };
}

/** What may follow the first repetition. */
export function afterOne(term: Repeat): Term {
  const min = Math.max(0, term.min - 1);
  if (term.max === Number.POSITIVE_INFINITY) return term.min === 0 ? term : withoutMaximum(term, min);
  return (term.rest ??= repetition(term.item, min, term.max - 1, term.endless));
}

/** A term without its upper bound. */
export function withoutMaximum({ item, endless }: Repeat, min: number): Repeat {
  let term = endless.get(min);
  if (term === undefined) {
    term = repetition(item, min, Number.POSITIVE_INFINITY, endless) as Repeat;
    endless.set(min, term);
  }
  return term;
}

/** A name for a term that is given later. */
export function reference(name: string): Reference {
  return { kind: 'reference', id: identities++, name, body: undefined };
}

const utf8 = new TextEncoder();

/** The UTF-8 of a text. */
export function literal(text: string): Term {
  return sequence(...Array.from(utf8.encode(text), singleByte));
}

/** Any of several texts, as a trie: what they begin with alike is one path. */
export function anyLiteral(texts: readonly string[]): Term {
  return trieOf([...new Set(texts)].map((text) => utf8.encode(text)).toSorted(compareBytes), 0);
}

function trieOf(sorted: readonly Uint8Array[], depth: number): Term {
  const branches: Term[] = [];
  for (let from = 0; from < sorted.length;) {
    const byte = sorted[from]?.[depth];
    let to = from + 1;
    while (to < sorted.length && sorted[to]?.[depth] === byte) to++;
    if (byte === undefined) branches.push(empty);
    else branches.push(sequence(singleByte(byte), trieOf(sorted.slice(from, to), depth + 1)));
    from = to;
  }
  return alternatives(branches);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return a.length - b.length;
}
