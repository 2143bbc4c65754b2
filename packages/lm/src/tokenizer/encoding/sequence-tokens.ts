import { OffsetConverter } from './text-units.ts';

/** The tokens of one text, before truncation and control tokens. */
export interface SequenceTokens {
  readonly ids: Uint32Array;
  /** What is not always wanted; worked out at the first call. */
  details(): SequenceDetails;
}

/** Where the tokens of a text come from. */
export interface SequenceDetails {
  readonly text: string;
  readonly converter: OffsetConverter;
  /** Start and end of each token in UTF-16 units. */
  readonly offsets: Uint32Array;
  /** Number of the piece each token belongs to. */
  readonly words: Uint32Array;
  /** Spellings of tokens that are not spelled as in the vocabulary, by index. */
  readonly spellings: ReadonlyMap<number, string>;
}

/** Collects the tokens of one text. */
export class SequenceBuilder {
  readonly text: string;
  readonly spellings: Map<number, string> = new Map();
  #ids = new Uint32Array(64);
  #offsets = new Uint32Array(128);
  #words = new Uint32Array(64);
  #length = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Number of tokens so far. */
  get length(): number {
    return this.#length;
  }

  /** Appends a token. */
  add(id: number, start: number, end: number, word: number): void {
    const at = this.#length++;
    if (at === this.#ids.length) this.#grow();
    this.#ids[at] = id;
    this.#offsets[2 * at] = start;
    this.#offsets[2 * at + 1] = end;
    this.#words[at] = word;
  }

  /** Everything collected. */
  finish(): SequenceTokens {
    const length = this.#length;
    const details: SequenceDetails = {
      text: this.text,
      converter: new OffsetConverter(this.text),
      offsets: this.#offsets.slice(0, 2 * length),
      words: this.#words.slice(0, length),
      spellings: this.spellings,
    };
    return { ids: this.#ids.slice(0, length), details: () => details };
  }

  #grow(): void {
    this.#ids = doubled(this.#ids);
    this.#offsets = doubled(this.#offsets);
    this.#words = doubled(this.#words);
  }
}

function doubled(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * values.length);
  larger.set(values);
  return larger;
}
