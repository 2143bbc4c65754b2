import type { Budget } from './budget.ts';
import { textMethod } from './text-methods.ts';
import { TrackedText } from './tracked-text.ts';
import {
  Callable,
  derivedText,
  describe,
  type Dictionary,
  isDictionary,
  isList,
  misfit,
  Namespace,
  Undefined,
  type Value,
} from './values.ts';

/** `object.name`: as in Jinja, a method comes before an entry of that name. */
export function attributeOf(object: Value, name: string, spelling: string, budget: Budget): Value {
  const missing = new Undefined(spelling);
  if (object instanceof TrackedText) return textMethod(object, name, budget) ?? missing;
  if (object instanceof Namespace) return object.entries.get(name) ?? missing;
  if (isDictionary(object)) return dictionaryMethod(object, name) ?? object.get(name) ?? missing;
  if (isList(object)) return listMethod(object, name) ?? missing;
  if (object instanceof Undefined)
    throw misfit(`a part of ${object.name}, which is undefined`, 'a value for it');
  return missing;
}

/** `object[key]`: as in Jinja, an entry comes before a method of that name. */
export function itemOf(object: Value, key: Value, spelling: string, budget: Budget): Value {
  const missing = new Undefined(spelling);
  if (key instanceof TrackedText) {
    if (isDictionary(object)) return object.get(key.text) ?? attributeOf(object, key.text, spelling, budget);
    return attributeOf(object, key.text, spelling, budget);
  }
  if (object instanceof Undefined)
    throw misfit(`a part of ${object.name}, which is undefined`, 'a value for it');
  if (isDictionary(object)) return object.get(String(key)) ?? missing;
  if (!Number.isInteger(key)) throw misfit(`an index that is ${describe(key)}`, 'a whole number or a text');
  if (isList(object)) return object.at(Number(key)) ?? missing;
  if (object instanceof TrackedText) {
    budget.text(object.length);
    return slice(object, Number(key), Number(key) === -1 ? undefined : Number(key) + 1, 1, missing);
  }
  return missing;
}

/** `object[start:stop:step]`, counted in items or characters. */
export function slice(
  object: Value,
  start: number | undefined,
  stop: number | undefined,
  step: number,
  empty?: Value,
): Value {
  if (step === 0) throw misfit('a slice with step 0', 'another step');
  if (isList(object)) return picks(object.length, start, stop, step).map((i) => object[i] ?? null);
  if (!(object instanceof TrackedText)) throw misfit(`a slice of ${describe(object)}`, 'a list or a text');
  const bounds = characterBounds(object.text);
  const length = bounds === undefined ? object.length : bounds.length - 1;
  const at = (index: number): number => (bounds === undefined ? index : (bounds[index] ?? object.length));
  const picked = picks(length, start, stop, step);
  if (picked.length === 0 && empty !== undefined) return empty;
  if (step === 1) {
    const first = picked[0] ?? 0;
    return picked.length === 0 ? TrackedText.empty : object.slice(at(first), at(first + picked.length));
  }
  return TrackedText.concat(picked.map((i) => object.slice(at(i), at(i + 1))));
}

function picks(length: number, start: number | undefined, stop: number | undefined, step: number): number[] {
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (index: number): number => Math.min(high, Math.max(low, index < 0 ? index + length : index));
  const from = start === undefined ? (step > 0 ? low : high) : clamp(start);
  const to = stop === undefined ? (step > 0 ? high : low) : clamp(stop);
  const picked: number[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) picked.push(i);
  return picked;
}

/** UTF-16 position of every character and of the end; undefined where characters are code units. */
function characterBounds(text: string): readonly number[] | undefined {
  if (!/[\uD800-\uDBFF]/.test(text)) return undefined;
  const bounds = [0];
  for (const character of text) bounds.push((bounds.at(-1) as number) + character.length);
  return bounds;
}

function dictionaryMethod(dictionary: Dictionary, name: string): Callable | undefined {
  switch (name) {
    case 'get':
      return new Callable(({ positional: [key = null, otherwise = null] }) =>
        key instanceof TrackedText ? (dictionary.get(key.text) ?? otherwise) : otherwise,
      );
    case 'items':
      return new Callable(() => [...dictionary].map(([key, value]) => [derivedText(key), value]));
    case 'keys':
      return new Callable(() => [...dictionary.keys()].map(derivedText));
    case 'values':
      return new Callable(() => [...dictionary.values()]);
    case 'copy':
      return new Callable(() => dictionary);
    default:
      return undefined;
  }
}

function listMethod(list: readonly Value[], name: string): Callable | undefined {
  if (name === 'append' || name === 'extend' || name === 'pop' || name === 'insert') {
    throw misfit(`a call of ${name}() on a list`, 'no changes: values of a template are immutable');
  }
  return name === 'copy' ? new Callable(() => list) : undefined;
}
