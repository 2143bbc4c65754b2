import { ArgumentError } from '@fm/core';

/**
 * Refuses a hyperparameter outside `[low, high)`.
 *
 * @throws {ArgumentError} naming the optimizer and the option
 */
export function requireRange(
  optimizer: string,
  options: Readonly<Record<string, number>>,
  low: number,
  high: number,
): void {
  for (const [name, value] of Object.entries(options)) {
    if (value >= low && value < high) continue;
    throw new ArgumentError(`${optimizer}: ${name} is out of range`, {
      expected: `[${low}, ${high})`,
      received: `${value}`,
    });
  }
}
