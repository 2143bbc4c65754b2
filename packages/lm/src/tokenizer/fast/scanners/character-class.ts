/** Classes of characters that the patterns of byte-level tokenizers tell apart; each character has one. */
export const characterClass = {
  /** Categories Lu and Lt. */
  upper: 1,
  /** Category Ll. */
  lower: 2,
  /** Categories Lm and Lo. */
  caseless: 3,
  /** Category M. */
  mark: 4,
  /** Category N. */
  number: 5,
  /** White space other than `\r` and `\n`. */
  space: 6,
  newline: 7,
  /** Categories P and S. */
  symbol: 8,
  /** The rest: controls, formatting and unassigned code points. */
  other: 9,
} as const;

const { upper, lower, caseless, mark, number, space, newline, symbol, other } = characterClass;
const letters = (1 << upper) | (1 << lower) | (1 << caseless);

/** Sets of classes: bit `c` stands for class `c`. */
export const classSet: Readonly<Record<ClassSetName, number>> = {
  letter: letters,
  letterOrMark: letters | (1 << mark),
  upperOrCaseless: (1 << upper) | (1 << caseless) | (1 << mark),
  lowerOrCaseless: (1 << lower) | (1 << caseless) | (1 << mark),
  lower: 1 << lower,
  caselessOrMark: (1 << caseless) | (1 << mark),
  number: 1 << number,
  whitespace: (1 << space) | (1 << newline),
  newline: 1 << newline,
  symbol: 1 << symbol,
  neitherSpaceLetterNorNumber: (1 << mark) | (1 << symbol) | (1 << other),
  wordPrefix: (1 << mark) | (1 << space) | (1 << symbol) | (1 << other),
};

type ClassSetName =
  | 'letter'
  | 'letterOrMark'
  /** What o200k's pattern allows before the lower-case part of a word. */
  | 'upperOrCaseless'
  | 'lowerOrCaseless'
  | 'lower'
  | 'caselessOrMark'
  | 'number'
  | 'whitespace'
  | 'newline'
  | 'symbol'
  /** `[^\s\p{L}\p{N}]` */
  | 'neitherSpaceLetterNorNumber'
  /** `[^\r\n\p{L}\p{N}]` */
  | 'wordPrefix';

const patterns: readonly (readonly [RegExp, number])[] = [
  [/[\r\n]/u, newline],
  [/\p{White_Space}/u, space],
  [/[\p{Lu}\p{Lt}]/u, upper],
  [/\p{Ll}/u, lower],
  [/\p{L}/u, caseless],
  [/\p{M}/u, mark],
  [/\p{N}/u, number],
  [/[\p{P}\p{S}]/u, symbol],
];

/** Class by code point, filled in as characters come up; 0 is not known yet. */
const classes = new Uint8Array(0x11_0000);

/** Class by byte of ASCII characters; 0 for bytes of longer ones. */
export const asciiClasses: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? classify(byte) : 0,
);

/** Class of the character whose UTF-8 bytes begin at `at`. */
export function classAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]!;
  if (byte < 0x80) return asciiClasses[byte]!;
  const codePoint = codePointAt(bytes, at);
  const known = classes[codePoint]!;
  return known === 0 ? classify(codePoint) : known;
}

/** Number of bytes of the character that begins with `lead`. */
export function widthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** Whether `set` has the class of the character at `at`; nothing is in a set at `end`. */
export function isIn(bytes: Uint8Array, at: number, end: number, set: number): boolean {
  return at < end && ((set >>> classAt(bytes, at)) & 1) === 1;
}

/** End of the longest row of characters from `at` on whose classes are in `set`. */
export function endOfRun(bytes: Uint8Array, at: number, end: number, set: number): number {
  let next = at;
  while (next < end) {
    const byte = bytes[next]!;
    if (byte < 0x80) {
      if (((set >>> asciiClasses[byte]!) & 1) === 0) break;
      next++;
    } else {
      if (((set >>> classAt(bytes, next)) & 1) === 0) break;
      next += widthOf(byte);
    }
  }
  return next;
}

/** The code point of the character of two to four bytes that begins at `at`. */
export function codePointAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const second = bytes[at + 1]! & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | second;
  const third = bytes[at + 2]! & 0x3f;
  if (lead < 0xf0) return ((lead & 0x0f) << 12) | (second << 6) | third;
  return ((lead & 0x07) << 18) | (second << 12) | (third << 6) | (bytes[at + 3]! & 0x3f);
}

function classify(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  const found = patterns.find(([pattern]) => pattern.test(character));
  const result = found === undefined ? other : found[1];
  classes[codePoint] = result;
  return result;
}
