import { type CodePoints, difference, intersection, scalarValues, utf8Term } from '../grammar/code-points.ts';
import {
  alternatives,
  anyLiteral,
  byteRange,
  literal,
  optional,
  reference,
  repeat,
  sequence,
  type Term,
} from '../grammar/term.ts';

const endless = Number.POSITIVE_INFINITY;
const digit = byteRange([0x30, 0x39]);
const digitNotZero = byteRange([0x31, 0x39]);
/** Characters that JSON writes with a backslash. */
const escaped: CodePoints = [
  [0, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
];

/** One character of a JSON string: as it is where JSON allows that, else in its shortest escape. */
export function jsonCharacter(ranges: CodePoints): Term {
  const escapes: string[] = [];
  for (const [from, to] of intersection(ranges, escaped)) {
    for (let code = from; code <= to; code++)
      escapes.push(JSON.stringify(String.fromCharCode(code)).slice(1, -1));
  }
  return alternatives([utf8Term(difference(ranges, escaped)), anyLiteral(escapes)]);
}

const anyCharacter = jsonCharacter(scalarValues);

/** Text in quotation marks. */
export function quoted(content: Term): Term {
  return sequence(literal('"'), content, literal('"'));
}

/** Any string with a number of characters. */
export function stringTerm(min: number, max: number): Term {
  return quoted(repeat(anyCharacter, min, max));
}

/** Any integer of at most 15 digits: exact in a double. */
export const anyInteger: Term = alternatives([
  literal('0'),
  sequence(optional(literal('-')), digitNotZero, repeat(digit, 0, 14)),
]);

/** Any number; its digits and its exponent are limited so that it is finite. */
export const anyNumber: Term = sequence(
  alternatives([anyInteger, literal('-0')]),
  optional(sequence(literal('.'), repeat(digit, 1, 15))),
  optional(
    sequence(
      byteRange([0x45, 0x45], [0x65, 0x65]),
      optional(byteRange([0x2b, 0x2b], [0x2d, 0x2d])),
      repeat(digit, 1, 2),
    ),
  ),
);

/** Any text of a finite set of JSON values. */
export function valuesTerm(values: readonly unknown[]): Term {
  return anyLiteral(values.map((value) => JSON.stringify(value)));
}

/** What stands between the parts of JSON. */
export interface Punctuation {
  readonly comma: Term;
  readonly colon: Term;
}

/** A list of items. */
export function arrayTerm(
  {
    prefix,
    item,
    min,
    max,
  }: { readonly prefix: readonly Term[]; readonly item: Term; readonly min: number; readonly max: number },
  { comma }: Punctuation,
): Term {
  const more = sequence(comma, item);
  const open = literal('[');
  const close = literal(']');
  const [first, ...others] = prefix.slice(0, max);
  if (first !== undefined) {
    const fixed = others.length + 1;
    const rest = repeat(more, Math.max(0, min - fixed), max - fixed);
    return sequence(open, first, ...others.map((each) => sequence(comma, each)), rest, close);
  }
  const items = max === 0 ? sequence() : sequence(item, repeat(more, Math.max(0, min - 1), max - 1));
  return sequence(open, min === 0 ? optional(items) : items, close);
}

/** Any JSON value. */
export function anyValue(punctuation: Punctuation): Term {
  const value = reference('any value');
  const member = sequence(stringTerm(0, endless), punctuation.colon, value);
  const members = sequence(member, repeat(sequence(punctuation.comma, member), 0, endless));
  value.body = alternatives([
    stringTerm(0, endless),
    anyNumber,
    anyLiteral(['true', 'false', 'null']),
    arrayTerm({ prefix: [], item: value, min: 0, max: endless }, punctuation),
    sequence(literal('{'), optional(members), literal('}')),
  ]);
  return value;
}
