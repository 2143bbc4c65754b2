import type { JoinedToken, Joining } from './decoding-step.ts';

const firstCapacity = 1 << 16;
/** Larger output storage is given back after the ids that needed it. */
const largestKept = 1 << 22;
/** U+FFFD in UTF-8. */
const replacement = Uint8Array.of(0xef, 0xbf, 0xbd);

// What is known of an id.
const unknown = 0;
const textual = 1;
const raw = 2;
const nothing = 3;

/** Decodes ids by joining bytes: looks up once what each id stands for, then only copies. */
export class TokenJoiner {
  readonly #joining: Joining;
  readonly #spell: (id: number) => string | undefined;
  readonly #kinds: Uint8Array;
  /** Where in the pool the bytes of an id are. */
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  #pool = new Uint8Array(firstCapacity);
  #used = 0;
  #output = new Uint8Array(firstCapacity);
  #length = 0;

  /** @param size - every id is below it */
  constructor(joining: Joining, spell: (id: number) => string | undefined, size: number) {
    this.#joining = joining;
    this.#spell = spell;
    this.#kinds = new Uint8Array(size);
    this.#starts = new Int32Array(size);
    this.#lengths = new Int32Array(size);
  }

  /** Text of ids, which have been checked; those that `skips` names are left out. */
  decode(ids: ArrayLike<number>, skips: ((id: number) => boolean) | undefined): string {
    this.#length = 0;
    // Where a run of raw bytes begins in the output.
    let run = -1;
    let isFirst = true;
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at]!;
      if (skips?.(id)) continue;
      let kind = this.#kinds[id]!;
      if (kind === unknown) kind = this.#lookUp(id);
      if (kind === nothing) continue;
      if (isFirst) {
        isFirst = false;
        const { bytes, isRaw } = this.#joining.tokenOf(this.#spell(id)!, true);
        if (isRaw) run = 0;
        this.#append(bytes, 0, bytes.length);
        continue;
      }
      if (kind !== raw) {
        if (run >= 0) this.#closeRun(run);
        run = -1;
      } else if (run < 0) run = this.#length;
      const start = this.#starts[id]!;
      this.#append(this.#pool, start, start + this.#lengths[id]!);
    }
    if (run >= 0) this.#closeRun(run);
    // A decoder of its own: nothing is left over from another call.
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#output.subarray(0, this.#length));
    if (this.#output.length > largestKept) this.#output = new Uint8Array(firstCapacity);
    return this.#joining.finish(text);
  }

  #append(bytes: Uint8Array, from: number, to: number): void {
    const end = this.#length + to - from;
    if (end > this.#output.length) this.#output = grown(this.#output, end);
    const output = this.#output;
    for (let at = this.#length, next = from; next < to;) output[at++] = bytes[next++]!;
    this.#length = end;
  }

  /** A run that is no UTF-8 as a whole becomes one U+FFFD for each byte. */
  #closeRun(start: number): void {
    const count = this.#length - start;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(this.#output.subarray(start, this.#length));
    } catch {
      this.#length = start;
      for (let i = 0; i < count; i++) this.#append(replacement, 0, replacement.length);
    }
  }

  #lookUp(id: number): number {
    const token = this.#spell(id);
    const kind = token === undefined ? nothing : this.#keep(id, this.#joining.tokenOf(token, false));
    this.#kinds[id] = kind;
    return kind;
  }

  #keep(id: number, { bytes, isRaw }: JoinedToken): number {
    const end = this.#used + bytes.length;
    if (end > this.#pool.length) this.#pool = grown(this.#pool, end);
    this.#pool.set(bytes, this.#used);
    this.#starts[id] = this.#used;
    this.#lengths[id] = bytes.length;
    this.#used = end;
    return isRaw ? raw : textual;
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(least, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}
