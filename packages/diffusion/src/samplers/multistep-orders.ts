import { ArgumentError } from '@fm/core';

import type { SamplingGrid } from '../grids/sampling-grid.ts';

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

/**
 * The order of each step: as many outputs as there are, and fewer again towards the end.
 *
 * @example
 * ```ts
 * import { multistepOrders } from '@fm/diffusion';
 *
 * multistepOrders({ order: 3, steps: 6, lowerOrderFinal: true, eulerAtFinal: false }); // => [1, 2, 3, 3, 2, 1]
 * ```
 */
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
 * @throws {ArgumentError} when an order is none of 1 to `highest` or above the number of outputs there are, or a step of
 * higher order would end without noise, where the logarithm of the noise level is infinite
 */
export function checkMultistepOrders(
  name: string,
  orders: readonly number[],
  { grid, highest = 3 }: { readonly grid: SamplingGrid; readonly highest?: number },
): void {
  const steps = grid.points.length;
  const possible = (order: number, i: number): boolean =>
    Number.isInteger(order) && order >= 1 && order <= Math.min(highest, i + 1);
  if (orders.length !== steps || !orders.every(possible)) {
    throw new ArgumentError(`${name}: these orders are impossible`, {
      expected: `${steps} integers from 1 to ${highest}, none above the number of outputs there are`,
      received: orders.join(', '),
    });
  }
  if (grid.end.sigma > 0 || orders.at(-1) === 1) return;
  throw new ArgumentError(`${name}: a step of higher order cannot end without noise`, {
    expected: 'first order in the last step',
    received: `order ${orders.at(-1)}`,
    hint: 'Choose lowerOrderFinal, or a grid that ends above 0.',
  });
}
