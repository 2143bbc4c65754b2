import { type CodePoints, difference, scalarValues } from '../grammar/code-points.ts';
import {
  alternatives,
  empty,
  literal,
  nothing,
  optional,
  repeat,
  sequence,
  type Term,
} from '../grammar/term.ts';
import { jsonCharacter, type Punctuation, quoted } from './json-terms.ts';

/** A property of an object. */
export interface PropertyTerm {
  readonly name: string;
  readonly value: Term;
  readonly isRequired: boolean;
}

/** What an object may hold. */
export interface ObjectParts {
  readonly properties: readonly PropertyTerm[];
  /** Names, in quotation marks, and values of further properties. */
  readonly additional?: { readonly name: Term; readonly value: Term } | undefined;
}

/** Objects with properties in a fixed order, and further ones after them. */
export function objectTerm({ properties, additional }: ObjectParts, { comma, colon }: Punctuation): Term {
  const extra = additional === undefined ? nothing : sequence(additional.name, colon, additional.value);
  const more = repeat(sequence(comma, extra), 0, Number.POSITIVE_INFINITY);
  // What may come when nothing, or something, stands before: built from the end.
  let first: Term = optional(sequence(extra, more));
  let later: Term = more;
  for (const { name, value, isRequired } of properties.toReversed()) {
    const member = sequence(literal(JSON.stringify(name)), colon, value);
    const here = sequence(member, later);
    first = isRequired ? here : alternatives([here, first]);
    later = isRequired ? sequence(comma, here) : alternatives([sequence(comma, here), later]);
  }
  return sequence(literal('{'), first, literal('}'));
}

/** Characters that names are made of: none that JSON escapes, so that a name is written in one way only. */
const plain: CodePoints = difference(scalarValues, [
  [0, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
]);

/** Any name in quotation marks, but for some. */
export function otherName(taken: readonly string[]): Term {
  return quoted(
    without(
      taken.map((name) => [...name]),
      0,
    ),
  );
}

/** Rests of all names that are not among the given ones, which are alike in their first `depth` characters. */
function without(taken: readonly (readonly string[])[], depth: number): Term {
  if (taken.length === 0) return repeat(jsonCharacter(plain), 0, Number.POSITIVE_INFINITY);
  const byCharacter = new Map<string, (readonly string[])[]>();
  for (const name of taken) {
    const character = name[depth];
    if (character !== undefined) byCharacter.set(character, [...(byCharacter.get(character) ?? []), name]);
  }
  const used = [...byCharacter.keys()].map((each) => {
    const code = each.codePointAt(0) as number;
    return [code, code] as const;
  });
  const branches = [...byCharacter].map(([character, names]) =>
    sequence(literal(JSON.stringify(character).slice(1, -1)), without(names, depth + 1)),
  );
  return alternatives([
    sequence(jsonCharacter(difference(plain, used)), without([], 0)),
    ...branches,
    ...(taken.some((name) => name.length === depth) ? [] : [empty]),
  ]);
}
