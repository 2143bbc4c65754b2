import { ArgumentError, hostKey, permutationHost } from '@fm/core';

/**
 * Splits examples at random into those to learn from and those to choose by, a share of `validation` in (0, 1), half of
 * them unless given. Both keep the order of the data. The same seed, 0 unless given, makes the same parts.
 *
 * @throws {ArgumentError} when one of the two would be empty
 * @example
 * ```ts
 * import { splitExamples } from '@fm/prompt';
 *
 * splitExamples([1, 2, 3, 4], { validation: 0.25 }).validation.length; // => 1
 * ```
 */
export function splitExamples<Item>(
  examples: readonly Item[],
  { validation = 0.5, seed = 0 }: { readonly validation?: number; readonly seed?: number } = {},
): { readonly training: readonly Item[]; readonly validation: readonly Item[] } {
  const count = Math.round(examples.length * validation);
  if (!(count > 0 && count < examples.length)) {
    throw new ArgumentError('splitExamples: one part would be empty', {
      expected: 'a share of the examples in (0, 1) that leaves both parts at least one',
      received: `${validation} of ${examples.length}`,
    });
  }
  const chosen = new Set(permutationHost(hostKey(seed), examples.length).subarray(0, count));
  return {
    training: examples.filter((_, i) => !chosen.has(i)),
    validation: examples.filter((_, i) => chosen.has(i)),
  };
}
