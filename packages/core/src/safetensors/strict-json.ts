import { FormatError } from '../errors/index.ts';

/** A parsed JSON value; objects are maps, so that no name can reach a prototype. */
export type StrictJson =
  | null
  | boolean
  | number
  | string
  | readonly StrictJson[]
  | ReadonlyMap<string, StrictJson>;

/** Caps of {@link parseStrictJson}. */
export interface StrictJsonOptions {
  /** What messages call the text. */
  readonly name: string;
  /** Deepest nesting of arrays and objects. */
  readonly maxDepth: number;
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const space = /[ \t\n\r]*/y;

/**
 * Parses JSON that comes from outside: as `JSON.parse`, but names that occur twice, nesting deeper than `maxDepth`, and
 * strings that are no valid Unicode are errors.
 *
 * @throws {FormatError} naming the position of what is wrong
 */
export function parseStrictJson(text: string, options: StrictJsonOptions): StrictJson {
  const parser = new Parser(text, options);
  const value = parser.value(0);
  parser.end();
  return value;
}

class Parser {
  readonly #text: string;
  readonly #options: StrictJsonOptions;
  #at = 0;

  constructor(text: string, options: StrictJsonOptions) {
    this.#text = text;
    this.#options = options;
  }

  value(depth: number): StrictJson {
    if (depth > this.#options.maxDepth) this.#fail(`nesting of at most ${this.#options.maxDepth} levels`);
    this.#match(space);
    const next = this.#text[this.#at];
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#array(depth);
    if (next === '"') return this.#string();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const digits = this.#match(number);
    return digits === undefined ? this.#fail('a JSON value') : Number(digits);
  }

  end(): void {
    this.#match(space);
    if (this.#at < this.#text.length) this.#fail('the end of the text');
  }

  #object(depth: number): ReadonlyMap<string, StrictJson> {
    const entries = new Map<string, StrictJson>();
    this.#at++;
    if (this.#take('}')) return entries;
    do {
      this.#match(space);
      const name = this.#string();
      if (entries.has(name)) this.#fail(`each name once, not ${JSON.stringify(name)} again`);
      if (!this.#take(':')) this.#fail('":" after a name');
      entries.set(name, this.value(depth + 1));
    } while (this.#take(','));
    return this.#take('}') ? entries : this.#fail('"," or "}"');
  }

  #array(depth: number): readonly StrictJson[] {
    const items: StrictJson[] = [];
    this.#at++;
    if (this.#take(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.#take(','));
    return this.#take(']') ? items : this.#fail('"," or "]"');
  }

  #string(): string {
    const start = this.#at;
    if (this.#text[start] !== '"') this.#fail('a string');
    let end = start;
    do end = this.#text.indexOf('"', end + 1);
    while (end > 0 && this.#isEscaped(end));
    let value: string;
    try {
      value = JSON.parse(this.#text.slice(start, end < 0 ? undefined : end + 1)) as string;
    } catch {
      return this.#fail('a valid string');
    }
    if (!value.isWellFormed()) this.#fail('a string of valid Unicode');
    this.#at = end + 1;
    return value;
  }

  #isEscaped(quote: number): boolean {
    let backslashes = 0;
    while (this.#text[quote - 1 - backslashes] === '\\') backslashes++;
    return backslashes % 2 === 1;
  }

  #take(mark: string): boolean {
    this.#match(space);
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fail(expected: string): never {
    throw new FormatError(`${this.#options.name}: the JSON is damaged at character ${this.#at}`, {
      expected,
      received: JSON.stringify(this.#text.slice(this.#at, this.#at + 24)),
      hint: 'Download or save the file again.',
    });
  }
}
