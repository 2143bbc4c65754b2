import { ArgumentError } from '@fm/core';

/** @throws {ArgumentError} when a numeric option is not an integer of at least `minimum` */
export function requireInteger(name: string, value: number, minimum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum) return;
  throw new ArgumentError(`${name} is out of range`, {
    expected: `an integer of at least ${minimum}`,
    received: `${value}`,
  });
}
