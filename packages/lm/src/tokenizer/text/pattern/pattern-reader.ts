import { malformed } from './pattern-error.ts';

/**
 * Which syntax a pattern is in: `oniguruma` for `tokenizer.json`; `rust` for the patterns of tiktoken (fancy-regex),
 * where ^ and $ are the text's ends, `(?s)` and `(?m)` mean what they mean in Perl, and `{1,3}+` is possessive.
 */
export type PatternDialect = 'oniguruma' | 'rust';

/** Walks over a pattern, code point by code point. */
export class PatternReader {
  readonly pattern: string;
  readonly dialect: PatternDialect;
  readonly #characters: readonly string[];
  #position = 0;

  constructor(pattern: string, dialect: PatternDialect) {
    this.pattern = pattern;
    this.dialect = dialect;
    this.#characters = [...pattern];
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#characters.length;
  }

  /** The character `ahead` of the next; '' behind the end. */
  peek(ahead = 0): string {
    return this.#characters[this.#position + ahead] ?? '';
  }

  next(): string {
    const character = this.peek();
    if (character === '') throw malformed(this.pattern, 'it ends too early');
    this.#position++;
    return character;
  }

  /** Takes `text` if it comes next. */
  takes(text: string): boolean {
    const length = [...text].length;
    if (this.#characters.slice(this.#position, this.#position + length).join('') !== text) return false;
    this.#position += length;
    return true;
  }

  /** Takes what `expression`, which is anchored with ^, matches within the next 40 characters. */
  match(expression: RegExp): RegExpMatchArray | undefined {
    const ahead = this.#characters.slice(this.#position, this.#position + 40).join('');
    const match = ahead.match(expression);
    if (match === null) return undefined;
    this.#position += [...match[0]].length;
    return match;
  }
}
