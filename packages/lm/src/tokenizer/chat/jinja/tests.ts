import { UnsupportedError } from '@fm/core';
import { TrackedText } from './tracked-text.ts';
import { Callable, equal, isDictionary, isList, isNumeric, Undefined, type Value } from './values.ts';

/** Jinja's tests that chat templates use, by name. */
const tests: ReadonlyMap<string, (value: Value, args: readonly Value[]) => boolean> = new Map<
  string,
  (value: Value, args: readonly Value[]) => boolean
>([
  ['defined', (value) => !(value instanceof Undefined)],
  ['undefined', (value) => value instanceof Undefined],
  ['none', (value) => value === null],
  ['boolean', (value) => typeof value === 'boolean'],
  ['true', (value) => value === true],
  ['false', (value) => value === false],
  ['string', (value) => value instanceof TrackedText],
  ['number', (value) => isNumeric(value)],
  ['integer', (value) => Number.isInteger(value)],
  ['float', (value) => typeof value === 'number' && !Number.isInteger(value)],
  ['mapping', (value) => isDictionary(value)],
  [
    'iterable',
    (value) =>
      isList(value) || isDictionary(value) || value instanceof TrackedText || value instanceof Undefined,
  ],
  [
    'sequence',
    (value) =>
      isList(value) || isDictionary(value) || value instanceof TrackedText || value instanceof Undefined,
  ],
  ['callable', (value) => value instanceof Callable],
  ['odd', (value) => Math.abs(Number(isNumeric(value) && value) % 2) === 1],
  ['even', (value) => isNumeric(value) && Number(value) % 2 === 0],
  ['lower', (value) => value instanceof TrackedText && value.text === value.text.toLowerCase()],
  ['upper', (value) => value instanceof TrackedText && value.text === value.text.toUpperCase()],
  ['eq', (value, [other = null]) => equal(value, other)],
  ['equalto', (value, [other = null]) => equal(value, other)],
  ['==', (value, [other = null]) => equal(value, other)],
  ['ne', (value, [other = null]) => !equal(value, other)],
  ['!=', (value, [other = null]) => !equal(value, other)],
  ['in', (value, [other = null]) => isList(other) && other.some((each) => equal(value, each))],
]);

/**
 * `value is name`.
 *
 * @throws {UnsupportedError} when there is no such test
 */
export function applyTest(name: string, value: Value, args: readonly Value[]): boolean {
  const test = tests.get(name);
  if (test === undefined) {
    throw new UnsupportedError('The chat template uses a test that is not known', {
      expected: [...tests.keys()].join(', '),
      received: name,
    });
  }
  return test(value, args);
}
