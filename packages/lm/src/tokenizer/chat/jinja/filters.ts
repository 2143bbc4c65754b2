import { UnsupportedError } from '@fm/core';
import type { Budget } from './budget.ts';
import { jsonText, printValue } from './print-value.ts';
import { applyTest } from './tests.ts';
import { capitalize, join, replace, strip, title } from './text-methods.ts';
import { TrackedText } from './tracked-text.ts';
import {
  type CallArguments,
  derivedText,
  describe,
  equal,
  isDictionary,
  isList,
  isNumeric,
  isTrue,
  misfit,
  Namespace,
  Undefined,
  type Value,
} from './values.ts';
import { weightOf } from './weight.ts';

type FilterFunction = (value: Value, args: CallArguments, budget: Budget) => Value;

/** Jinja's filters that chat templates use, by name. */
const filters: ReadonlyMap<string, FilterFunction> = new Map<string, FilterFunction>([
  ['safe', (value) => value],
  ['string', (value) => printValue(value)],
  ['trim', (value, args) => strip(printValue(value), 'both', textArgument(args, 0, 'chars'))],
  ['upper', (value) => printValue(value).map((run) => run.toUpperCase())],
  ['lower', (value) => printValue(value).map((run) => run.toLowerCase())],
  ['title', (value) => title(printValue(value))],
  ['capitalize', (value) => capitalize(printValue(value))],
  ['length', length],
  ['count', length],
  ['default', fallback],
  ['d', fallback],
  ['tojson', toJson],
  ['join', joined],
  ['replace', replaced],
  ['indent', indented],
  ['first', (value) => itemsOf(value)[0] ?? new Undefined('first of nothing')],
  ['last', (value) => itemsOf(value).at(-1) ?? new Undefined('last of nothing')],
  ['list', (value) => itemsOf(value)],
  ['reverse', reversed],
  ['sort', sorted],
  ['unique', unique],
  ['map', mapped],
  ['select', (value, args) => chosen(value, args, true, false)],
  ['reject', (value, args) => chosen(value, args, false, false)],
  ['selectattr', (value, args) => chosen(value, args, true, true)],
  ['rejectattr', (value, args) => chosen(value, args, false, true)],
  ['items', (value) => (value instanceof Undefined ? [] : pairs(value))],
  [
    'dictsort',
    (value, args) =>
      sorted(pairs(value), { positional: [], named: new Map([...args.named, ['attribute', 0]]) }),
  ],
  ['int', (value, args) => parsed(value, args, Math.trunc)],
  ['float', (value, args) => parsed(value, args, (number) => number)],
  ['abs', (value) => Math.abs(numberOf(value))],
  [
    'round',
    (value, args) => {
      const scale = 10 ** numberOf(argument(args, 0, 'precision') ?? 0);
      return Math.round(numberOf(value) * scale) / scale;
    },
  ],
  ['min', (value) => sorted(value, noArguments)[0] ?? new Undefined('min of nothing')],
  ['max', (value) => sorted(value, noArguments).at(-1) ?? new Undefined('max of nothing')],
  ['sum', (value) => itemsOf(value).reduce<number>((sum, each) => sum + numberOf(each), 0)],
]);

const widestIndent = 1000;
const noArguments: CallArguments = { positional: [], named: new Map() };

/**
 * `value | name(args)`.
 *
 * @throws {UnsupportedError} when there is no such filter
 */
export function applyFilter(name: string, value: Value, args: CallArguments, budget: Budget): Value {
  const filter = filters.get(name);
  if (filter === undefined) {
    throw new UnsupportedError('The chat template uses a filter that is not known', {
      expected: [...filters.keys()].join(', '),
      received: name,
    });
  }
  budget.step(
    value instanceof TrackedText && itemFilters.has(name) ? value.length : costOf(value) * weightOf(value),
  );
  return filter(value, args, budget);
}

/** Filters that make a value of each character of a text. */
const itemFilters: ReadonlySet<string> = new Set(
  'first last list reverse sort unique map select reject selectattr rejectattr min max sum join'.split(' '),
);

/** How often a filter may look at a value: sorting does so more often the longer a list is. */
const costOf = (value: Value): number => (isList(value) ? 4 + Math.ceil(Math.log2(value.length + 1)) : 1);

function argument({ positional, named }: CallArguments, position: number, name: string): Value | undefined {
  return positional[position] ?? named.get(name);
}

function textArgument(args: CallArguments, position: number, name: string): string | undefined {
  const value = argument(args, position, name) ?? null;
  return value === null ? undefined : printValue(value).text;
}

function length(value: Value): number {
  if (value instanceof TrackedText) return [...value.text].length;
  if (isList(value)) return value.length;
  if (isDictionary(value)) return value.size;
  if (value instanceof Undefined) return 0;
  throw misfit(`length of ${describe(value)}`, 'a text, list or dictionary');
}

function fallback(value: Value, args: CallArguments): Value {
  const other = argument(args, 0, 'default_value') ?? TrackedText.empty;
  const falsyToo = isTrue(argument(args, 1, 'boolean') ?? false);
  return value instanceof Undefined || (falsyToo && !isTrue(value)) ? other : value;
}

function toJson(value: Value, args: CallArguments, budget: Budget): Value {
  const option = (name: string): Value => args.named.get(name) ?? null;
  const indent = args.positional[0] ?? option('indent');
  const separators = option('separators');
  const [item, key] = isList(separators) ? separators.map((each) => printValue(each).text) : [];
  const text = jsonText(value, {
    indent: typeof indent === 'number' ? Math.min(widestIndent, Math.max(0, indent)) : undefined,
    ensureAscii: isTrue(option('ensure_ascii')),
    sortKeys: isTrue(option('sort_keys')),
    itemSeparator: item ?? (typeof indent === 'number' ? ',' : ', '),
    keySeparator: key ?? ': ',
  });
  budget.text(text.length);
  return text;
}

function joined(value: Value, args: CallArguments, budget: Budget): Value {
  const separator = argument(args, 0, 'd');
  const attribute = argument(args, 1, 'attribute');
  const items = itemsOf(value).map((each) =>
    printValue(attribute === undefined ? each : part(each, attribute)),
  );
  const between = separator === undefined ? TrackedText.empty : printValue(separator);
  budget.text(items.reduce((sum, each) => sum + each.length + between.length, 0));
  return join(items, between);
}

function replaced(value: Value, args: CallArguments, budget: Budget): Value {
  const text = printValue(value);
  const from = textArgument(args, 0, 'old') ?? '';
  const to = printValue(argument(args, 1, 'new') ?? TrackedText.empty);
  budget.text(text.length + (from === '' ? text.length + 1 : text.text.split(from).length) * to.length);
  return replace(text, from, to, numberOf(argument(args, 2, 'count') ?? -1));
}

function indented(value: Value, args: CallArguments, budget: Budget): Value {
  const width = argument(args, 0, 'width') ?? 4;
  const first = isTrue(argument(args, 1, 'first') ?? false);
  const blank = isTrue(argument(args, 2, 'blank') ?? false);
  const margin =
    width instanceof TrackedText
      ? width
      : derivedText(' '.repeat(Math.min(widestIndent, Math.max(0, numberOf(width)))));
  const text = printValue(value);
  const lines = text.text.split('\n');
  budget.text(text.length + lines.length * margin.length);
  let start = 0;
  const wholes = text.slices(
    lines.map((line) => [start, (start = Math.min(text.length, start + line.length + 1))] as const),
  );
  const parts = wholes.flatMap((whole, i) =>
    (i === 0 ? first : blank || lines[i]?.trim() !== '') ? [margin, whole] : [whole],
  );
  return TrackedText.concat(parts);
}

function reversed(value: Value): Value {
  if (!(value instanceof TrackedText)) return itemsOf(value).toReversed();
  return TrackedText.concat(itemsOf(value).toReversed() as TrackedText[]);
}

function sorted(value: Value, args: CallArguments): readonly Value[] {
  const [reverse = false] = [argument(args, 0, 'reverse')];
  const caseSensitive = isTrue(argument(args, 1, 'case_sensitive') ?? false);
  const attribute = argument(args, 2, 'attribute') ?? null;
  const sign = isTrue(reverse) ? -1 : 1;
  const key = (each: Value): Value => (attribute === null ? each : part(each, attribute));
  return itemsOf(value).toSorted((a, b) => sign * compare(key(a), key(b), caseSensitive));
}

/**
 * Negative, zero or positive as `a` comes before, with or after `b`.
 *
 * @throws {ArgumentError} when the two are not both numbers, texts or lists
 */
export function compare(a: Value, b: Value, caseSensitive = true): number {
  if (isNumeric(a) && isNumeric(b)) return Number(a) - Number(b);
  if (a instanceof TrackedText && b instanceof TrackedText) {
    const [x, y] = caseSensitive ? [a.text, b.text] : [a.text.toLowerCase(), b.text.toLowerCase()];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (isList(a) && isList(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compare(a[i] ?? null, b[i] ?? null, caseSensitive);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  throw misfit(`a comparison of ${describe(a)} with ${describe(b)}`, 'two numbers or two texts');
}

function unique(value: Value, _: CallArguments, budget: Budget): Value {
  const kept: Value[] = [];
  for (const each of itemsOf(value)) {
    budget.step(kept.length * weightOf(each));
    if (!kept.some((other) => equal(each, other))) kept.push(each);
  }
  return kept;
}

function mapped(value: Value, args: CallArguments, budget: Budget): Value {
  const attribute = args.named.get('attribute');
  const otherwise = args.named.get('default');
  const [name, ...rest] = args.positional;
  return itemsOf(value).map((each) => {
    if (attribute !== undefined) {
      const found = part(each, attribute);
      return found instanceof Undefined && otherwise !== undefined ? otherwise : found;
    }
    if (!(name instanceof TrackedText)) throw misfit('map() without a filter or attribute', 'a name');
    return applyFilter(name.text, each, { positional: rest, named: args.named }, budget);
  });
}

function chosen(value: Value, { positional }: CallArguments, keep: boolean, byAttribute: boolean): Value {
  const [attribute, test, ...rest] = byAttribute ? positional : [null, ...positional];
  return itemsOf(value).filter((each) => {
    const subject = byAttribute ? part(each, attribute ?? null) : each;
    const passes = test instanceof TrackedText ? applyTest(test.text, subject, rest) : isTrue(subject);
    return passes === keep;
  });
}

/** The part of a value that an attribute such as `function.name` or `0` names. */
function part(value: Value, attribute: Value): Value {
  let found = value;
  for (const name of typeof attribute === 'number' ? [attribute] : printValue(attribute).text.split('.')) {
    const missing = new Undefined(`attribute ${name}`);
    if (isDictionary(found)) found = found.get(String(name)) ?? missing;
    else if (found instanceof Namespace) found = found.entries.get(String(name)) ?? missing;
    else found = isList(found) ? (found[Number(name)] ?? missing) : missing;
  }
  return found;
}

function pairs(value: Value): readonly Value[] {
  if (!isDictionary(value)) throw misfit(`items of ${describe(value)}`, 'a dictionary');
  return [...value].map(([key, each]) => [derivedText(key), each]);
}

function parsed(value: Value, args: CallArguments, shape: (number: number) => number): Value {
  const number =
    value instanceof TrackedText ? Number.parseFloat(value.text) : Number(isNumeric(value) ? value : NaN);
  return Number.isNaN(number) ? (argument(args, 0, 'default') ?? 0) : shape(number);
}

/** @throws {ArgumentError} when the value is no number */
export function numberOf(value: Value): number {
  if (isNumeric(value)) return Number(value);
  throw misfit(describe(value), 'a number');
}

/**
 * What a loop over a value sees: items of a list, keys of a dictionary, characters of a text, nothing where it is undefined.
 *
 * @throws {ArgumentError} when there is nothing to loop over
 */
export function itemsOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (isDictionary(value)) return [...value.keys()].map(derivedText);
  if (value instanceof Undefined) return [];
  if (!(value instanceof TrackedText)) throw misfit(`a loop over ${describe(value)}`, 'a list');
  let start = 0;
  return value.slices(Array.from(value.text, (character) => [start, (start += character.length)] as const));
}
