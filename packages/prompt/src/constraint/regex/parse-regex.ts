import { ArgumentError, UnsupportedError } from '@fm/core';
import { type CodePoints, complement, normalized } from '../grammar/code-points.ts';
import type { RegexNode } from './regex-syntax.ts';

const digits: CodePoints = [[0x30, 0x39]];
const wordCharacters: CodePoints = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const spaces: CodePoints = normalized([
  [0x09, 0x0d],
  ...[0x20, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff].map((at) => [at, at] as const),
  [0x2000, 0x200a],
]);
const lineEnds: CodePoints = [0x0a, 0x0d, 0x2028, 0x2029].map((at) => [at, at] as const);

const classEscapes: Readonly<Record<string, CodePoints>> = {
  d: digits,
  D: complement(digits),
  w: wordCharacters,
  W: complement(wordCharacters),
  s: spaces,
  S: complement(spaces),
};
const controlEscapes: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };

/** Largest count in `{n,m}`. */
const mostRepetitions = 100_000;
const deepestNesting = 200;

/**
 * Reads a regular expression of the supported subset, with the meaning it has in JavaScript under the flag `u`.
 *
 * @throws {ArgumentError} when it is no regular expression
 * @throws {UnsupportedError} for lookaround, back references, `\b` and `\p`
 */
export function parseRegex(source: string): RegexNode {
  const parser = new RegexParser(source);
  const node = parser.alternatives();
  if (!parser.atEnd) parser.fail('an unmatched )');
  return node;
}

class RegexParser {
  readonly #source: string;
  readonly #characters: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    this.#characters = [...source];
  }

  get atEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  alternatives(): RegexNode {
    if (++this.#depth > deepestNesting) this.fail(`more than ${deepestNesting} nested groups`);
    const items = [this.#sequence()];
    while (this.#take('|')) items.push(this.#sequence());
    this.#depth--;
    return items.length === 1 ? (items[0] as RegexNode) : { kind: 'alternatives', items };
  }

  fail(problem: string): never {
    throw new ArgumentError(`A regular expression has ${problem}`, {
      expected: 'a regular expression of JavaScript with the flag u',
      received: `${JSON.stringify(this.#source)} at ${this.#at}`,
    });
  }

  #refuse(feature: string): never {
    throw new UnsupportedError(`Constraints cannot say ${feature}`, {
      expected: 'characters, classes, groups, |, * + ? {n,m}, ^ and $',
      received: `${JSON.stringify(this.#source)} at ${this.#at}`,
      hint: 'Write the expression without it.',
    });
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    while (!this.atEnd && this.#peek() !== '|' && this.#peek() !== ')') items.push(this.#repeated());
    return items.length === 1 ? (items[0] as RegexNode) : { kind: 'sequence', items };
  }

  #repeated(): RegexNode {
    const item = this.#atom();
    const counts = this.#quantifier();
    if (counts === undefined) return item;
    if (item.kind === 'start' || item.kind === 'end') this.fail('nothing to repeat');
    this.#take('?'); // Lazy or not, the same texts match.
    if (this.#quantifier() !== undefined) this.fail('nothing to repeat');
    return { kind: 'repeat', item, ...counts };
  }

  #quantifier(): { min: number; max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take('?')) return { min: 0, max: 1 };
    if (!this.#take('{')) return undefined;
    const min = this.#number();
    const max = this.#take(',') ? (this.#peek() === '}' ? Number.POSITIVE_INFINITY : this.#number()) : min;
    if (!this.#take('}') || max < min) this.fail('a malformed {n,m}');
    return { min, max };
  }

  #number(): number {
    let text = '';
    while (/^\d$/.test(this.#peek() ?? '')) text += this.#next();
    const value = Number(text);
    if (text === '' || value > mostRepetitions) this.fail(`a count outside 0 to ${mostRepetitions}`);
    return value;
  }

  #atom(): RegexNode {
    const character = this.#next();
    switch (character) {
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '.':
        return { kind: 'characters', ranges: complement(lineEnds) };
      case '(':
        return this.#group();
      case '[':
        return { kind: 'characters', ranges: this.#class() };
      case '\\':
        return { kind: 'characters', ranges: this.#escape(false) };
      case '*':
      case '+':
      case '?':
      case '{':
        return this.fail('nothing to repeat');
      case '}':
      case ']':
        return this.fail(`a single ${character}`);
      default:
        return one(character.codePointAt(0) as number);
    }
  }

  #group(): RegexNode {
    if (this.#take('?')) {
      if (this.#take('<')) {
        if (this.#peek() === '=' || this.#peek() === '!') this.#refuse('lookbehind');
        while (!this.atEnd && this.#peek() !== '>') this.#at++;
        if (!this.#take('>')) this.fail('a group name without an end');
      } else if (this.#peek() === '=' || this.#peek() === '!') this.#refuse('lookahead');
      else if (!this.#take(':')) this.#refuse('modifiers in a group');
    }
    const node = this.alternatives();
    if (!this.#take(')')) this.fail('a ( without )');
    return node;
  }

  #class(): CodePoints {
    const isNegated = this.#take('^');
    const ranges: (readonly [number, number])[] = [];
    while (this.#peek() !== ']') {
      if (this.atEnd) this.fail('a [ without ]');
      const from = this.#classMember();
      if (this.#peek() !== '-' || this.#characters[this.#at + 1] === ']') {
        ranges.push(...from);
        continue;
      }
      this.#at++;
      const [low, high] = [single(from), single(this.#classMember())];
      if (low === undefined || high === undefined || low > high) this.fail('a malformed range');
      ranges.push([low, high]);
    }
    this.#at++;
    return isNegated ? complement(ranges) : normalized(ranges);
  }

  #classMember(): CodePoints {
    const character = this.#next();
    if (character === '\\') return this.#escape(true);
    const code = character.codePointAt(0) as number;
    return [[code, code]];
  }

  #escape(inClass: boolean): CodePoints {
    if (this.atEnd) this.fail('a \\ at its end');
    const character = this.#next();
    const known = classEscapes[character];
    if (known !== undefined) return known;
    if (character === 'b' && inClass) return [[8, 8]];
    if (character === 'b' || character === 'B') this.#refuse('word boundaries');
    if (character === 'p' || character === 'P') this.#refuse('\\p');
    if (character === 'k' || /^[1-9]$/.test(character)) this.#refuse('back references');
    const code = controlEscapes[character] ?? this.#numericEscape(character);
    if (code !== undefined) return [[code, code]];
    if (/^[A-Za-z0-9]$/.test(character)) this.fail(`the unknown escape \\${character}`);
    const itself = character.codePointAt(0) as number;
    return [[itself, itself]];
  }

  #numericEscape(character: string): number | undefined {
    if (character === 'x') return this.#hexadecimal(2);
    if (character !== 'u') return undefined;
    if (this.#take('{')) {
      let text = '';
      while (!this.atEnd && this.#peek() !== '}') text += this.#next();
      if (!this.#take('}') || !/^[\dA-Fa-f]{1,6}$/.test(text)) this.fail('a malformed \\u{…}');
      return Number.parseInt(text, 16);
    }
    const code = this.#hexadecimal(4);
    const isHighSurrogate = code >= 0xd800 && code < 0xdc00;
    if (!isHighSurrogate || this.#peek() !== '\\' || this.#characters[this.#at + 1] !== 'u') return code;
    this.#at += 2;
    return (code - 0xd800) * 0x400 + (this.#hexadecimal(4) - 0xdc00) + 0x10000;
  }

  #hexadecimal(length: number): number {
    const text = this.#characters.slice(this.#at, this.#at + length).join('');
    if (!/^[\dA-Fa-f]+$/.test(text) || text.length !== length) this.fail('a malformed \\x or \\u');
    this.#at += length;
    return Number.parseInt(text, 16);
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #next(): string {
    const character = this.#characters[this.#at++];
    return character ?? this.fail('an unexpected end');
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }
}

function one(code: number): RegexNode {
  return { kind: 'characters', ranges: [[code, code]] };
}

function single(ranges: CodePoints): number | undefined {
  const [first] = ranges;
  return ranges.length === 1 && first !== undefined && first[0] === first[1] ? first[0] : undefined;
}
