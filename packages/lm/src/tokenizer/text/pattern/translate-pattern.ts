import { readEscapedCharacter } from './escaped-character.ts';
import { malformed, untranslatable } from './pattern-error.ts';
import { type PatternDialect, PatternReader } from './pattern-reader.ts';
import { readEscapedClass, translateClass, translateLiteral } from './translate-class.ts';
import { escapedClass } from './unicode-property.ts';

const maximumLength = 20_000;
const maximumDepth = 100;
/** Oniguruma's own limit. */
const maximumRepeat = 100_000;

/** A part of the translation. */
interface Fragment {
  readonly source: string;
  /** Whether it can match nothing. */
  readonly isNullable: boolean;
  /** Whether it is a repetition without an end, and nothing that must stand beside it. */
  readonly isLoop: boolean;
  /** Whether a quantifier may stand right behind it. */
  readonly isAtom: boolean;
}

interface Flags {
  readonly ignoreCase: boolean;
  /** Whether the dot matches line ends too. */
  readonly dotAll: boolean;
  /** Whether ^ and $ match at lines. */
  readonly multiline: boolean;
  /** Whether spaces and comments are left out. */
  readonly extended: boolean;
}

/** A pattern of Oniguruma or fancy-regex as the source of a JavaScript expression with flag v. */
export function translatePattern(pattern: string, dialect: PatternDialect): string {
  if (pattern.length > maximumLength) throw untranslatable(pattern, `more than ${maximumLength} characters`);
  const flags = { ignoreCase: false, dotAll: false, multiline: dialect === 'oniguruma', extended: false };
  const translation = new Translation(pattern, dialect);
  const { source } = translation.alternatives(flags, 0);
  if (!translation.reader.isAtEnd) throw malformed(pattern, 'a parenthesis was not opened');
  return source;
}

class Translation {
  readonly reader: PatternReader;
  readonly #dialect: PatternDialect;
  #atomicGroups = 0;
  #lookbehinds = 0;

  constructor(pattern: string, dialect: PatternDialect) {
    this.reader = new PatternReader(pattern, dialect);
    this.#dialect = dialect;
  }

  /** `a|b|c` up to the closing parenthesis or the end. */
  alternatives(flags: Flags, depth: number): Fragment {
    if (depth > maximumDepth)
      throw untranslatable(this.reader.pattern, `more than ${maximumDepth} nested groups`);
    const branches = [this.#sequence(flags, depth)];
    while (this.reader.takes('|')) branches.push(this.#sequence(flags, depth));
    return {
      source: branches.map((branch) => branch.source).join('|'),
      isNullable: branches.some((branch) => branch.isNullable),
      isLoop: branches.some((branch) => branch.isLoop),
      isAtom: false,
    };
  }

  #sequence(flags: Flags, depth: number): Fragment {
    const items: Fragment[] = [];
    while (!this.reader.isAtEnd && this.reader.peek() !== '|' && this.reader.peek() !== ')') {
      if (this.#skipsComment(flags)) continue;
      const item = this.#quantified(this.#item(flags, depth), flags);
      if (item.source !== '') items.push(item);
    }
    const needed = items.filter((item) => !item.isNullable);
    const deciding = needed.length === 0 ? items : needed.length === 1 ? needed : [];
    return {
      source: items.map((item) => item.source).join(''),
      isNullable: needed.length === 0,
      isLoop: deciding.some((item) => item.isLoop),
      isAtom: false,
    };
  }

  #skipsComment({ extended }: Flags): boolean {
    if (this.reader.takes('(?#')) {
      while (this.reader.next() !== ')');
      return true;
    }
    if (!extended) return false;
    if (this.reader.takes('#')) {
      while (!this.reader.isAtEnd && this.reader.next() !== '\n');
      return true;
    }
    return this.reader.match(/^[\t\n\v\f\r ]/) !== undefined;
  }

  #item(flags: Flags, depth: number): Fragment {
    const { reader } = this;
    // Properties outside brackets keep their case.
    const escaped = reader.peek(1).toLowerCase() === 'w' ? undefined : readEscapedClass(reader, false);
    if (escaped !== undefined) return consuming(escaped);
    const word = reader.match(/^\\([wW])/)?.[1];
    if (word !== undefined) return consuming(`[${word === 'W' ? '^' : ''}${wordOf(this.#dialect)}]`);
    const character = reader.next();
    switch (character) {
      case '(':
        return this.#group(flags, depth);
      case '[':
        return consuming(translateClass(reader, flags.ignoreCase));
      case '.':
        return consuming(flags.dotAll ? '[^]' : '[^\\n]');
      case '^':
        return assertion(flags.multiline ? lineStart[this.#dialect] : '^');
      case '$':
        return assertion(flags.multiline ? '(?=\\n|$)' : '$');
      case '\\':
        return this.#escape(flags);
      case '*':
      case '+':
      case '?':
        throw malformed(reader.pattern, `nothing stands before ${character}`);
      default:
        return consuming(translateLiteral(character, flags.ignoreCase));
    }
  }

  #escape(flags: Flags): Fragment {
    const { reader } = this;
    const known = escapes.get(reader.peek());
    if (known !== undefined) {
      reader.next();
      return known;
    }
    if (reader.takes('b')) return boundary(this.#dialect, false);
    if (reader.takes('B')) return boundary(this.#dialect, true);
    if (/[1-9]/.test(reader.peek())) throw untranslatable(reader.pattern, 'a backreference');
    return consuming(translateLiteral(readEscapedCharacter(reader, false), flags.ignoreCase));
  }

  #group(flags: Flags, depth: number): Fragment {
    const { reader } = this;
    if (!reader.takes('?')) return this.#body(flags, depth, '(?:');
    for (const look of ['=', '!']) {
      if (reader.takes(look)) return assertion(this.#body(flags, depth, `(?${look}`).source);
    }
    for (const look of ['<=', '<!']) {
      if (!reader.takes(look)) continue;
      this.#lookbehinds++;
      const { source } = this.#body(flags, depth, `(?${look}`);
      this.#lookbehinds--;
      return assertion(source);
    }
    if (reader.takes(':')) return this.#body(flags, depth, '(?:');
    if (reader.takes('>')) return this.#atomic(this.#body(flags, depth, '(?:'));
    if (reader.match(/^P?<[\p{L}_]\w*>/u) !== undefined) return this.#body(flags, depth, '(?:');
    const options = reader.match(/^([a-z]*)(?:-([a-z]+))?([:)])/);
    if (options === undefined) throw untranslatable(reader.pattern, `the group (?${reader.peek()}`);
    const inner = this.#withOptions(flags, options[1]!, options[2] ?? '');
    if (options[3] === ':') return this.#body(inner, depth, '(?:');
    // Options without a body hold up to the end of the group around them, alternatives included.
    const rest = this.alternatives(inner, depth + 1);
    return { ...rest, source: `(?:${rest.source})`, isAtom: true };
  }

  #body(flags: Flags, depth: number, opening: string): Fragment {
    const body = this.alternatives(flags, depth + 1);
    if (!this.reader.takes(')')) throw malformed(this.reader.pattern, 'a parenthesis was not closed');
    return { ...body, source: `${opening}${body.source})`, isAtom: true };
  }

  #withOptions(flags: Flags, on: string, off: string): Flags {
    const names: ReadonlyMap<string, keyof Flags> = optionNames[this.#dialect];
    const changed: Record<string, boolean> = {};
    for (const [letters, value] of [
      [on, true],
      [off, false],
    ] as const) {
      for (const letter of letters) {
        const name = names.get(letter);
        if (name === undefined) throw untranslatable(this.reader.pattern, `the option (?${letter})`);
        changed[name] = value;
      }
    }
    return { ...flags, ...changed };
  }

  /** What follows an item: `*`, `+?`, `{2,3}`, `?+`, one behind the other. */
  #quantified(item: Fragment, flags: Flags): Fragment {
    let fragment = item;
    for (;;) {
      if (this.#skipsComment(flags)) continue;
      const repeat = this.#readRepeat();
      if (repeat === undefined) return fragment;
      fragment = this.#repeated(fragment, repeat);
    }
  }

  #readRepeat(): Repeat | undefined {
    const { reader } = this;
    const sign = reader.match(/^[*+?]/)?.[0];
    if (sign !== undefined) {
      const bounds = { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity };
      return { ...bounds, mode: reader.takes('?') ? 'lazy' : reader.takes('+') ? 'possessive' : 'greedy' };
    }
    const interval = reader.match(/^\{(\d{1,6})(,?)(\d{0,6})\}/) ?? reader.match(/^\{()(,)(\d{1,6})\}/);
    if (interval === undefined) return undefined;
    const least = Number(interval[1]);
    const most = interval[2] === '' ? least : interval[3] === '' ? Infinity : Number(interval[3]);
    if (least > most || (most !== Infinity && most > maximumRepeat) || least > maximumRepeat)
      throw malformed(reader.pattern, `{${least},${most}} is out of range`);
    // Oniguruma reads `{2}?` as an optional `{2}`, and `{1,3}+` as a repeated `{1,3}`.
    const isRust = this.#dialect === 'rust';
    if ((isRust || interval[2] === ',') && reader.takes('?')) return { least, most, mode: 'lazy' };
    return { least, most, mode: isRust && reader.takes('+') ? 'possessive' : 'greedy' };
  }

  #repeated(item: Fragment, { least, most, mode }: Repeat): Fragment {
    const isEndless = most === Infinity;
    // Each way to divide one run among two repetitions would be tried: 2^n of them.
    if (isEndless && item.isLoop && mode !== 'possessive')
      throw untranslatable(this.reader.pattern, 'a repetition of a repetition takes exponential time');
    const bounds =
      signs.get(`${least},${most}`) ?? `{${least}${isEndless ? ',' : most > least ? `,${most}` : ''}}`;
    const fragment = {
      source: `${item.isAtom ? item.source : `(?:${item.source})`}${bounds}${mode === 'lazy' ? '?' : ''}`,
      isNullable: least === 0 || item.isNullable,
      isLoop: isEndless,
      isAtom: false,
    };
    return mode === 'possessive' ? this.#atomic(fragment) : fragment;
  }

  /** Takes its match whole or not at all: captured ahead, then read again. */
  #atomic(fragment: Fragment): Fragment {
    if (this.#lookbehinds > 0) throw untranslatable(this.reader.pattern, 'an atomic group in a lookbehind');
    const name = `atomic${++this.#atomicGroups}`;
    const source = `(?:(?=(?<${name}>${fragment.source}))\\k<${name}>)`;
    return { source, isNullable: fragment.isNullable, isLoop: false, isAtom: true };
  }
}

/** How often, and which of several lengths first. */
interface Repeat {
  readonly least: number;
  readonly most: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

const signs: ReadonlyMap<string, string> = new Map([
  ['0,Infinity', '*'],
  ['1,Infinity', '+'],
  ['0,1', '?'],
]);

const optionNames: Readonly<Record<PatternDialect, ReadonlyMap<string, keyof Flags>>> = {
  oniguruma: new Map([
    ['i', 'ignoreCase'],
    ['m', 'dotAll'],
    ['x', 'extended'],
  ]),
  rust: new Map([
    ['i', 'ignoreCase'],
    ['m', 'multiline'],
    ['s', 'dotAll'],
    ['x', 'extended'],
  ]),
};

/** Oniguruma sees no line behind a line end that ends the text. */
const lineStart: Readonly<Record<PatternDialect, string>> = {
  oniguruma: '(?:^|(?<=\\n)(?=[^]))',
  rust: '(?:^|(?<=\\n))',
};

/** What `\w` is outside brackets, where Oniguruma counts superscripts and fractions of Latin-1 as well. */
function wordOf(dialect: PatternDialect): string {
  return escapedClass('w', dialect) + (dialect === 'oniguruma' ? '²³¹¼½¾' : '');
}

/** The place between a character of `\w` and another one, or (`isInside`) a place that is none of these. */
function boundary(dialect: PatternDialect, isInside: boolean): Fragment {
  const word = `[${wordOf(dialect)}]`;
  const [after, notAfter] = isInside ? ['=', '!'] : ['!', '='];
  return assertion(`(?:(?<=${word})(?${after}${word})|(?<!${word})(?${notAfter}${word}))`);
}

const escapes: ReadonlyMap<string, Fragment> = new Map([
  ['A', assertion('^')],
  ['z', assertion('$')],
  ['Z', assertion('(?=\\n?$)')],
  ['N', consuming('[^\\n]')],
  ['O', consuming('[^]')],
  ['R', consuming('(?:\\r\\n|[\\n-\\r\\x85\\u2028\\u2029])')],
]);

/** A part that always takes at least one character. */
function consuming(source: string): Fragment {
  return { source, isNullable: false, isLoop: false, isAtom: true };
}

/** A part that takes no character. */
function assertion(source: string): Fragment {
  return { source, isNullable: true, isLoop: false, isAtom: false };
}
