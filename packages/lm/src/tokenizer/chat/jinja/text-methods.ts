import type { Budget } from './budget.ts';
import { TrackedText } from './tracked-text.ts';
import { Callable, type CallArguments, describe, isList, misfit, type Value } from './values.ts';

/** What Python's `str.strip` takes for blank. */
const blank = new RegExp(String.raw`(?!\uFEFF)[\s\u0085\u001C-\u001F]`);

/** Runs of anything else. */
const words = new RegExp(String.raw`(?:\uFEFF|[^\s\u0085\u001C-\u001F])+`, 'g');

/** `text.strip(characters)`, at the chosen ends; blanks where no characters are given. */
export function strip(text: TrackedText, side: 'both' | 'left' | 'right', characters?: string): TrackedText {
  const set = characters === undefined ? undefined : new Set(characters);
  const drop = (unit: string): boolean => (set === undefined ? blank.test(unit) : set.has(unit));
  let start = 0;
  let end = text.length;
  if (side !== 'right')
    while (start < end && drop(characterAt(text.text, start))) start += widthAt(text.text, start);
  if (side !== 'left') {
    while (end > start) {
      const low = text.text.charCodeAt(end - 1);
      const width =
        low >= 0xdc00 && low <= 0xdfff && end - 2 >= start && widthAt(text.text, end - 2) === 2 ? 2 : 1;
      if (!drop(text.text.slice(end - width, end))) break;
      end -= width;
    }
  }
  return text.slice(start, end);
}

const widthAt = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
const characterAt = (text: string, at: number): string => text.slice(at, at + widthAt(text, at));

/** `text.replace(from, to, count)`: what comes in keeps the origin of `to`. */
export function replace(text: TrackedText, from: string, to: TrackedText, count = -1): TrackedText {
  const parts = cut(
    text,
    from === '' ? characterCuts(text.text) : findAll(text.text, from),
    from.length,
    count,
  );
  return join(parts, to);
}

/** Puts a separator between texts. */
export function join(texts: readonly TrackedText[], separator: TrackedText): TrackedText {
  if (separator.length === 0) return TrackedText.concat(texts);
  return TrackedText.concat(texts.flatMap((text, i) => (i === 0 ? [text] : [separator, text])));
}

function findAll(text: string, pattern: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + pattern.length))
    found.push(at);
  return found;
}

/** Where Python replaces an empty text: before every character and at the end. */
function characterCuts(text: string): number[] {
  const cuts = [0];
  for (const character of text) cuts.push((cuts.at(-1) as number) + character.length);
  return cuts;
}

/** The parts between cuts of `width`, at most `count` of them where that is not negative. */
function cut(
  text: TrackedText,
  cuts: readonly number[],
  width: number,
  count: number,
): readonly TrackedText[] {
  const ranges: (readonly [number, number])[] = [];
  let start = 0;
  for (const at of count < 0 ? cuts : cuts.slice(0, count)) {
    ranges.push([start, at]);
    start = at + width;
  }
  ranges.push([start, text.length]);
  return text.slices(ranges);
}

/** `text.split(separator, count)`; without a separator at runs of blanks. */
function split(text: TrackedText, separator: string | undefined, count: number): readonly TrackedText[] {
  if (separator !== undefined) return cut(text, findAll(text.text, separator), separator.length, count);
  const ranges: (readonly [number, number])[] = [];
  const most = count < 0 ? Infinity : count;
  for (const { 0: word, index } of text.text.matchAll(words)) {
    // Behind the last cut, blanks stay.
    const isRest = ranges.length === most;
    ranges.push([index, isRest ? text.length : index + word.length]);
    if (isRest) break;
  }
  return text.slices(ranges);
}

function splitFromRight(
  text: TrackedText,
  separator: string | undefined,
  count: number,
): readonly TrackedText[] {
  if (count < 0) return split(text, separator, count);
  if (separator === undefined) throw misfit('rsplit() without a separator', 'a separator');
  const cuts = findAll(text.text, separator);
  return cut(text, count === 0 ? [] : cuts.slice(-count), separator.length, -1);
}

const titled = (text: string): string => text.replaceAll(/\p{L}[\p{L}\p{M}]*/gu, (word) => capitalized(word));
const capitalized = (text: string): string => {
  const first = characterAt(text, 0);
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
};

/** Capitalizes the first character of a text whose runs are not looked at one by one. */
export function capitalize(text: TrackedText): TrackedText {
  const first = widthAt(text.text, 0);
  const head = text.slice(0, first).map((run) => run.toUpperCase());
  return TrackedText.concat([head, text.slice(first).map((run) => run.toLowerCase())]);
}

/** Title case, run by run. */
export const title = (text: TrackedText): TrackedText => text.map(titled);

type Method = (text: TrackedText, args: CallArguments) => Value;

const textMethods: Readonly<Record<string, Method>> = {
  strip: (text, args) => strip(text, 'both', optionalText(args, 0)),
  lstrip: (text, args) => strip(text, 'left', optionalText(args, 0)),
  rstrip: (text, args) => strip(text, 'right', optionalText(args, 0)),
  split: (text, args) => split(text, separatorOf(args), count(args, 1, 'maxsplit')),
  rsplit: (text, args) => splitFromRight(text, separatorOf(args), count(args, 1, 'maxsplit')),
  splitlines: (text) => {
    const parts = cut(text, findAll(text.text, '\n'), 1, -1);
    return parts.at(-1)?.length === 0 ? parts.slice(0, -1) : parts;
  },
  partition: (text, args) => partition(text, requiredText(args, 0).text, 'first'),
  rpartition: (text, args) => partition(text, requiredText(args, 0).text, 'last'),
  replace: (text, args) =>
    replace(text, requiredText(args, 0).text, requiredText(args, 1), count(args, 2, 'count')),
  join: (text, args) => {
    const [items] = args.positional;
    if (items === undefined || !isList(items)) throw misfit('join() of what is no list', 'a list of texts');
    return join(
      items.map((item) => asText(item)),
      text,
    );
  },
  startswith: (text, args) => prefixes(args).some((prefix) => text.text.startsWith(prefix)),
  endswith: (text, args) => prefixes(args).some((suffix) => text.text.endsWith(suffix)),
  removeprefix: (text, args) => {
    const prefix = requiredText(args, 0).text;
    return text.text.startsWith(prefix) ? text.slice(prefix.length) : text;
  },
  removesuffix: (text, args) => {
    const suffix = requiredText(args, 0).text;
    return suffix !== '' && text.text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
  },
  find: (text, args) => characterIndex(text.text, text.text.indexOf(requiredText(args, 0).text)),
  rfind: (text, args) => characterIndex(text.text, text.text.lastIndexOf(requiredText(args, 0).text)),
  count: (text, args) => findAll(text.text, requiredText(args, 0).text || ' ').length,
  upper: (text) => text.map((run) => run.toUpperCase()),
  lower: (text) => text.map((run) => run.toLowerCase()),
  title,
  capitalize,
  isdigit: (text) => /^\p{Nd}+$/u.test(text.text),
  isalpha: (text) => /^\p{L}+$/u.test(text.text),
  isalnum: (text) => /^[\p{L}\p{N}]+$/u.test(text.text),
  isspace: (text) => text.length > 0 && strip(text, 'left').length === 0,
  isupper: (text) => text.text !== text.text.toLowerCase() && text.text === text.text.toUpperCase(),
  islower: (text) => text.text !== text.text.toUpperCase() && text.text === text.text.toLowerCase(),
};

/** A method of a text, bound to it; undefined where Python's `str` has none that templates use. */
export function textMethod(text: TrackedText, name: string, budget: Budget): Callable | undefined {
  const method = Object.hasOwn(textMethods, name) ? textMethods[name] : undefined;
  if (method === undefined) return undefined;
  return new Callable((args) => {
    // Every character may become a part.
    budget.step(name === 'split' || name === 'rsplit' || name === 'splitlines' ? text.length : 0);
    budget.text(text.length);
    if (name === 'replace' || name === 'join') budget.text(boundOfGrowth(text, args));
    return method(text, args);
  });
}

/** Length that `replace` and `join` can reach at most. */
function boundOfGrowth(text: TrackedText, { positional }: CallArguments): number {
  const [first, second] = positional;
  if (first instanceof TrackedText && second instanceof TrackedText) {
    const places = first.length === 0 ? text.length + 1 : findAll(text.text, first.text).length;
    return text.length + places * second.length;
  }
  if (first === undefined || !isList(first)) return 0;
  return first.reduce<number>(
    (sum, item) => sum + text.length + (item instanceof TrackedText ? item.length : 0),
    0,
  );
}

function partition(text: TrackedText, separator: string, which: 'first' | 'last'): Value {
  const at = which === 'first' ? text.text.indexOf(separator) : text.text.lastIndexOf(separator);
  const { empty } = TrackedText;
  if (at < 0) return which === 'first' ? [text, empty, empty] : [empty, empty, text];
  const end = at + separator.length;
  return [text.slice(0, at), text.slice(at, end), text.slice(end)];
}

/** Code points before a UTF-16 index. */
function characterIndex(text: string, index: number): number {
  return index < 0 ? -1 : [...text.slice(0, index)].length;
}

function prefixes(args: CallArguments): readonly string[] {
  const [first] = args.positional;
  if (first !== undefined && isList(first)) return first.map((each) => asText(each).text);
  return [requiredText(args, 0).text];
}

function separatorOf(args: CallArguments): string | undefined {
  const value = args.positional[0] ?? args.named.get('sep') ?? null;
  if (value === null) return undefined;
  const separator = asText(value).text;
  if (separator === '') throw misfit('split() with an empty separator', 'a separator');
  return separator;
}

function count(args: CallArguments, position: number, name: string): number {
  const value = args.positional[position] ?? args.named.get(name) ?? -1;
  if (typeof value !== 'number') throw misfit(`${name}: ${describe(value)}`, 'a number');
  return value;
}

function optionalText({ positional }: CallArguments, position: number): string | undefined {
  const value = positional[position] ?? null;
  return value === null ? undefined : asText(value).text;
}

function requiredText({ positional }: CallArguments, position: number): TrackedText {
  const value = positional[position];
  if (value === undefined) throw misfit('a missing argument', 'a text');
  return asText(value);
}

/** @throws {ArgumentError} when the value is no text */
export function asText(value: Value): TrackedText {
  if (value instanceof TrackedText) return value;
  throw misfit(describe(value), 'a text');
}
