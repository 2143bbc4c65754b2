/**
 * Text that remembers where each of its UTF-16 units came from in the text a user gave.
 *
 * Normalizers and pre-tokenizers take it and give a new one; nothing changes in place. While every unit still is
 * where it was, the alignment costs nothing: it is stored only once a stage has added or removed characters.
 *
 * A unit of a character that was rewritten covers the whole original character. Slices must not cut a surrogate
 * pair.
 *
 * @see the struct `NormalizedString` of Hugging Face's tokenizers, whose offsets these are, in UTF-16 units
 * @example
 * ```ts
 * import { AlignedText } from '@fm/lm/tokenizer';
 *
 * const text = AlignedText.of('so ﬁne').replace([[3, 4]], 'fi'); // 'so fine'
 * text.startOf(4); // => 3
 * text.endOf(5); // => 4
 * ```
 */
export class AlignedText {
  /** The text as it now reads; never holds a lone surrogate. */
  readonly text: string;
  /** Where the piece of the original text that this stands for begins, in UTF-16 units. */
  readonly originalStart: number;
  /** Where that piece ends. */
  readonly originalEnd: number;
  /** Entry `base + i` is where the character of unit i began; undefined: it began at `base + i` itself. */
  readonly #starts: Uint32Array | undefined;
  readonly #ends: Uint32Array | undefined;
  readonly #base: number;

  private constructor(text: string, original: readonly [number, number], alignment: Alignment) {
    this.text = text;
    this.originalStart = original[0];
    this.originalEnd = original[1];
    this.#starts = alignment.starts;
    this.#ends = alignment.ends;
    this.#base = alignment.base;
  }

  /** A text as the user gave it. Lone surrogates, which UTF-8 cannot say, become U+FFFD. */
  static of(text: string): AlignedText {
    return new AlignedText(text.isWellFormed() ? text : text.toWellFormed(), [0, text.length], { base: 0 });
  }

  /** Number of UTF-16 units. */
  get length(): number {
    return this.text.length;
  }

  /** Whether this stands for the beginning of the original text. */
  get isAtStart(): boolean {
    return this.originalStart === 0;
  }

  /** Original offset at which the character of unit `start` begins; for `start` = length, where the piece ends. */
  startOf(start: number): number {
    if (start >= this.text.length) return this.originalEnd;
    if (this.#starts !== undefined) return this.#starts[this.#base + start]!;
    return this.#base + (isLowSurrogate(this.text, start) ? start - 1 : start);
  }

  /** Original offset at which the character of unit `end - 1` ends; for `end` = 0, where the piece begins. */
  endOf(end: number): number {
    if (end <= 0) return this.originalStart;
    if (this.#ends !== undefined) return this.#ends[this.#base + end - 1]!;
    return this.#base + (isLowSurrogate(this.text, end) ? end + 1 : end);
  }

  /** The piece from unit `start` to before unit `end`. */
  slice(start: number, end: number): AlignedText {
    if (start === 0 && end === this.text.length) return this;
    // An empty piece comes from nowhere: both ends are where it was cut.
    const from = this.startOf(start);
    const original: [number, number] = [from, end > start ? this.endOf(end) : from];
    return new AlignedText(this.text.slice(start, end), original, this.#alignmentFrom(start));
  }

  /** Only units `start` to before `end`, but still standing for the whole of what this stands for. */
  keep(start: number, end: number): AlignedText {
    if (start === 0 && end === this.text.length) return this;
    const original: [number, number] = [this.originalStart, this.originalEnd];
    return new AlignedText(this.text.slice(start, end), original, this.#alignmentFrom(start));
  }

  /**
   * The same alignment under another text, whose character boundaries must be the same.
   *
   * @example `text.withText(text.text.replaceAll(' ', '▁'))`
   */
  withText(text: string): AlignedText {
    if (text === this.text) return this;
    return new AlignedText(text, [this.originalStart, this.originalEnd], this.#alignmentFrom(0));
  }

  /** Puts `prefix` before the text; it belongs to the first character. An empty text stays empty. */
  prepend(prefix: string): AlignedText {
    if (this.text === '' || prefix === '') return this;
    const editor = this.edit();
    editor.insert(prefix, this.startOf(0), this.endOf(characterLength(this.text, 0)));
    editor.copyTo(this.text.length);
    return editor.finish();
  }

  /** Puts `suffix` after the text; it belongs to the last character. */
  append(suffix: string): AlignedText {
    if (suffix === '') return this;
    const editor = this.edit();
    editor.copyTo(this.text.length);
    editor.add(suffix);
    return editor.finish();
  }

  /** Keeps the characters that `keep` accepts. */
  filter(keep: (character: string) => boolean): AlignedText {
    const { text } = this;
    const editor = this.edit();
    let removed = false;
    for (let at = 0; at < text.length;) {
      const next = at + characterLength(text, at);
      if (!keep(text.slice(at, next))) {
        removed = true;
        editor.copyTo(at);
        editor.skipTo(next);
      }
      at = next;
    }
    if (!removed) return this;
    editor.copyTo(text.length);
    return editor.finish();
  }

  /**
   * Rewrites characters one by one; `rewrite` gives undefined for those that stay. What a character becomes
   * covers that character; a character that becomes nothing is removed.
   */
  mapCharacters(rewrite: (character: string) => string | undefined): AlignedText {
    const { text } = this;
    const editor = this.edit();
    let changed = false;
    for (let at = 0; at < text.length;) {
      const next = at + characterLength(text, at);
      const rewritten = rewrite(text.slice(at, next));
      if (rewritten !== undefined) {
        changed = true;
        editor.copyTo(at);
        editor.insert(rewritten, this.startOf(at), this.endOf(next));
        editor.skipTo(next);
      }
      at = next;
    }
    if (!changed) return this;
    editor.copyTo(text.length);
    return editor.finish();
  }

  /**
   * Puts `content` in place of ranges of units, which are in order and apart. It belongs to the last character of
   * its range, as in the reference; in place of an empty range, to the character before.
   */
  replace(ranges: Iterable<readonly [start: number, end: number]>, content: string): AlignedText {
    const editor = this.edit();
    let changed = false;
    for (const [start, end] of ranges) {
      changed = true;
      editor.copyTo(start);
      editor.skipTo(end);
      editor.add(content);
    }
    if (!changed) return this;
    editor.copyTo(this.text.length);
    return editor.finish();
  }

  /** Starts a rewriting of this text from left to right. */
  edit(): AlignedTextEditor {
    return new AlignedTextEditor(this, (text, starts, ends) => {
      const original: [number, number] = [this.originalStart, this.originalEnd];
      return new AlignedText(text, original, { starts, ends, base: 0 });
    });
  }

  #alignmentFrom(unit: number): Alignment {
    return { starts: this.#starts, ends: this.#ends, base: this.#base + unit };
  }
}

interface Alignment {
  readonly starts?: Uint32Array | undefined;
  readonly ends?: Uint32Array | undefined;
  readonly base: number;
}

/** Builds an {@link AlignedText} while walking over another one; every step is linear in what it passes. */
export class AlignedTextEditor {
  readonly #source: AlignedText;
  readonly #make: (text: string, starts: Uint32Array, ends: Uint32Array) => AlignedText;
  #text = '';
  #starts: Uint32Array;
  #ends: Uint32Array;
  #length = 0;
  #position = 0;

  constructor(
    source: AlignedText,
    make: (text: string, starts: Uint32Array, ends: Uint32Array) => AlignedText,
  ) {
    this.#source = source;
    this.#make = make;
    this.#starts = new Uint32Array(source.length + 16);
    this.#ends = new Uint32Array(source.length + 16);
  }

  /** The next unit of the source that is neither copied nor skipped. */
  get position(): number {
    return this.#position;
  }

  /** Copies the source up to unit `end`. */
  copyTo(end: number): void {
    const source = this.#source;
    const count = end - this.#position;
    if (count <= 0) return;
    this.#reserve(count);
    for (let unit = this.#position; unit < end; unit++) {
      this.#starts[this.#length] = source.startOf(unit);
      this.#ends[this.#length++] = source.endOf(unit + 1);
    }
    this.#text += source.text.slice(this.#position, end);
    this.#position = end;
  }

  /** Leaves out the source up to unit `end`. */
  skipTo(end: number): void {
    if (end > this.#position) this.#position = end;
  }

  /** Leaves out the next `count` characters. */
  skipCharacters(count: number): void {
    const { text } = this.#source;
    for (let i = 0; i < count && this.#position < text.length; i++) {
      this.#position += characterLength(text, this.#position);
    }
  }

  /** Adds `text` for the next character of the source, which it stands for. */
  rewrite(text: string): void {
    const source = this.#source;
    const end = this.#position + characterLength(source.text, this.#position);
    this.insert(text, source.startOf(this.#position), source.endOf(end));
    this.#position = end;
  }

  /** Adds `text` that belongs to the source's character before the position; at the beginning, to nothing. */
  add(text: string): void {
    const source = this.#source;
    const at = this.#position;
    this.insert(text, at === 0 ? source.originalStart : source.startOf(at - 1), source.endOf(at));
  }

  /** Adds `text` that stands for the original's range from `start` to `end`. */
  insert(text: string, start: number, end: number): void {
    this.#reserve(text.length);
    this.#starts.fill(start, this.#length, this.#length + text.length);
    this.#ends.fill(end, this.#length, this.#length + text.length);
    this.#length += text.length;
    this.#text += text;
  }

  /** The text built so far; what lies behind the position is left out. */
  finish(): AlignedText {
    return this.#make(this.#text, this.#starts, this.#ends);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#starts.length) return;
    const capacity = Math.max(needed, 2 * this.#starts.length);
    this.#starts = grown(this.#starts, capacity);
    this.#ends = grown(this.#ends, capacity);
  }
}

function grown(values: Uint32Array, capacity: number): Uint32Array {
  const larger = new Uint32Array(capacity);
  larger.set(values);
  return larger;
}

/** Whether unit `index` is the second half of a surrogate pair; the text is well formed. */
function isLowSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00;
}

/** Units of the character that begins at `index`. */
function characterLength(text: string, index: number): number {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800 ? 2 : 1;
}
