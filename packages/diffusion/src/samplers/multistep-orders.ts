import { ArgumentError } from '@fm/core';

/** What {@link multistepOrders} decides by. */
export interface MultistepOrderOptions {
  /** Highest order. */
  readonly order: number;
  /** Steps of the whole run. */
  readonly steps: number;
  /** Steps left out at its start. @default 0 */
  readonly start?: number;
  /** Lower orders in the last steps of runs of fewer than 15 steps. */
  readonly lowerOrderFinal: boolean;
  /** First order in the last step, whatever the number of steps. */
  readonly eulerAtFinal: boolean;
}

/** Runs of at least so many steps need no lower orders at their end. */
const longRun = 15;

/** The order of each step: as many outputs as there are, and fewer again towards the end. */
export function multistepOrders(options: MultistepOrderOptions): readonly number[] {
  const { order, steps, start = 0, lowerOrderFinal, eulerAtFinal } = options;
  const falls = lowerOrderFinal && steps < longRun;
  return Array.from({ length: steps - start }, (_, i) => {
    const left = steps - start - i;
    const last = left === 1 && (falls || eulerAtFinal) ? 1 : Number.POSITIVE_INFINITY;
    return Math.min(order, i + 1, last, falls ? left : Number.POSITIVE_INFINITY);
  });
}

/**
 * Refuses orders that a multistep sampler cannot have.
 *
 * @throws {ArgumentError} when an order is none of 1 to `highest` or above the number of outputs there are
 */
export function checkMultistepOrders(
  name: string,
  orders: readonly number[],
  { steps, highest = 3 }: { readonly steps: number; readonly highest?: number },
): void {
  const possible = (order: number, i: number): boolean =>
    Number.isInteger(order) && order >= 1 && order <= Math.min(highest, i + 1);
  if (orders.length === steps && orders.every(possible)) return;
  throw new ArgumentError(`${name}: these orders are impossible`, {
    expected: `${steps} integers from 1 to ${highest}, none above the number of outputs there are`,
    received: orders.join(', '),
  });
}
