import { ArgumentError } from '@fm/core';

/**
 * The entry that an option chooses.
 *
 * @param option - its name, for the message
 * @throws {ArgumentError} when there is no such entry
 */
export function oneOf<Key extends string, Value>(
  option: string,
  entries: Readonly<Record<Key, Value>>,
  key: Key,
): Value {
  if (Object.hasOwn(entries, key)) return entries[key];
  throw new ArgumentError(`${option} is unknown`, {
    expected: Object.keys(entries).join(', '),
    received: String(key),
  });
}
