/**
 * The order of convergence that errors at doubling numbers of steps show: the mean of `log₂(error(n)/error(2n))`.
 *
 * @param error - the error with a number of steps
 * @param steps - numbers of steps, each twice the one before
 */
export function observedOrder(error: (steps: number) => number, steps: readonly number[]): number {
  const errors = steps.map(error);
  const orders = errors.slice(1).map((next, i) => Math.log2((errors[i] as number) / next));
  return orders.reduce((sum, order) => sum + order, 0) / orders.length;
}
