import { ArgumentError } from '@fm/core';

/**
 * Checks that options are positive and finite.
 *
 * @param name - the function they are given to
 * @throws {ArgumentError} when one is not
 */
export function requirePositive(name: string, options: Readonly<Record<string, number>>): void {
  for (const [option, value] of Object.entries(options)) {
    if (value > 0 && Number.isFinite(value)) continue;
    throw new ArgumentError(`${name}: ${option} is out of range`, {
      expected: 'a positive number',
      received: `${value}`,
    });
  }
}
