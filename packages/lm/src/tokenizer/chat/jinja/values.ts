import { ArgumentError } from '@fm/core';
import { derivedOrigin, type TextOrigin, TrackedText } from './tracked-text.ts';

/** A value of the template language. */
export type Value =
  | null
  | boolean
  | number
  | TrackedText
  | List
  | Dictionary
  | Namespace
  | Callable
  | Undefined;

/** A list or tuple. */
export type List = readonly Value[];
/** A dictionary, in order of insertion. */
export type Dictionary = ReadonlyMap<string, Value>;

/** What `namespace()` makes: the one thing whose parts a template can assign. */
export class Namespace {
  readonly entries: Map<string, Value>;

  constructor(entries: Iterable<readonly [string, Value]>) {
    this.entries = new Map(entries);
  }
}

/** A function, a macro or a method. */
export class Callable {
  readonly call: (args: CallArguments) => Value;

  constructor(call: (args: CallArguments) => Value) {
    this.call = call;
  }
}

/** Arguments of a call. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** The value of a name that nothing was given for. */
export class Undefined {
  /** How the template spells it. */
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

const maxDepth = 64;

/**
 * A value of the template language from plain data; all text in it has the given origin.
 *
 * @throws {ArgumentError} when the data is no plain data, or is nested more than 64 deep
 */
export function toValue(data: unknown, origin: TextOrigin, name: string, depth = 0): Value {
  if (depth > maxDepth) {
    throw new ArgumentError('What a chat template is given is nested too deeply', { received: name });
  }
  if (data === undefined) return new Undefined(name);
  if (data === null || typeof data === 'boolean' || typeof data === 'number') return data;
  if (typeof data === 'string') return TrackedText.of(data, origin);
  if (Array.isArray(data)) {
    return data.map((each, i) => toValue(each, origin, `${name}[${i}]`, depth + 1));
  }
  if (typeof data === 'object') {
    return new Map(
      Object.entries(data)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => [key, toValue(each, origin, `${name}.${key}`, depth + 1)]),
    );
  }
  throw new ArgumentError('A chat template takes plain data', {
    expected: 'text, numbers, booleans, null, arrays and objects',
    received: `${name}: ${typeof data}`,
  });
}

/** The text of a key, which no author of a template is known for. */
export const derivedText = (text: string): TrackedText => TrackedText.of(text, derivedOrigin);

export const isList = (value: Value): value is List => Array.isArray(value);
export const isDictionary = (value: Value): value is Dictionary => value instanceof Map;

/** Truth as in Python: empty texts, lists and dictionaries, zero, none and what is undefined are false. */
export function isTrue(value: Value): boolean {
  if (value instanceof TrackedText || isList(value)) return value.length > 0;
  if (isDictionary(value)) return value.size > 0;
  if (value instanceof Undefined) return false;
  return Boolean(value);
}

/** Equality as in Python: by content, and true equals 1. */
export function equal(a: Value, b: Value): boolean {
  if (a instanceof TrackedText) return b instanceof TrackedText && a.text === b.text;
  if (a instanceof Undefined) return b instanceof Undefined;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((each, i) => equal(each, b[i] ?? null));
  if (isDictionary(a)) {
    return (
      isDictionary(b) &&
      a.size === b.size &&
      [...a].every(([key, each]) => b.has(key) && equal(each, b.get(key) ?? null))
    );
  }
  if (isNumeric(a) && isNumeric(b)) return Number(a) === Number(b);
  return a === b;
}

/** Whether a value counts as a number, as booleans do in Python. */
export const isNumeric = (value: Value): value is number | boolean =>
  typeof value === 'number' || typeof value === 'boolean';

/** What a value is, for error messages. */
export function describe(value: Value): string {
  if (value === null) return 'none';
  if (value instanceof TrackedText) return 'text';
  if (value instanceof Undefined) return `undefined ${value.name}`;
  if (isList(value)) return 'a list';
  if (isDictionary(value)) return 'a dictionary';
  if (value instanceof Namespace) return 'a namespace';
  if (value instanceof Callable) return 'a function';
  return typeof value;
}

/** An error for a template that does not fit what it was given. */
export function misfit(received: string, expected?: string): ArgumentError {
  return new ArgumentError('The chat template cannot be rendered with these messages', {
    expected,
    received,
    hint: 'Check the messages against what the model’s template supports.',
  });
}
