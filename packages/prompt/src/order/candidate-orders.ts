import { foldInHost, hostKey, permutationHost } from '@fm/core';

/**
 * Orders of `length` things: all of them in lexicographic order if there are no more than `most`, else `most` different
 * ones at random. The order as given is always the first.
 */
export function candidateOrders(
  length: number,
  { most, seed }: { readonly most: number; readonly seed: number },
): readonly (readonly number[])[] {
  const identity = Array.from({ length }, (_, i) => i);
  if (factorialUpTo(length, most) <= most) return allOrders(identity);
  const orders = new Map([[identity.join(), identity]]);
  const key = hostKey(seed);
  for (let draw = 0; orders.size < most; draw++) {
    const order = [...permutationHost(foldInHost(key, draw), length)];
    orders.set(order.join(), order);
  }
  return [...orders.values()];
}

function allOrders(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((first, i) => allOrders(items.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

/** `n!`, or something above `most` once it is larger. */
function factorialUpTo(n: number, most: number): number {
  let product = 1;
  for (let i = 2; i <= n && product <= most; i++) product *= i;
  return product;
}
