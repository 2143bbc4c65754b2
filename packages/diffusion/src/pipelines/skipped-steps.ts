import { ArgumentError } from '@fm/core';

/**
 * Steps to leave out so that a run changes a picture as much as `strength` says: the last `⌊steps · strength⌋` steps
 * are made, as diffusers' image-to-image pipelines count them.
 *
 * @param steps - of the whole grid, a positive integer
 * @param strength - in (0, 1]; 1 leaves out nothing
 * @throws {ArgumentError} when a number is out of range, or no step is left
 * @example
 * ```ts
 * import { skippedSteps } from '@fm/diffusion';
 *
 * skippedSteps(50, 0.75); // => 13
 * ```
 */
export function skippedSteps(steps: number, strength: number): number {
  const made = Math.floor(steps * strength);
  if (!Number.isInteger(steps) || steps < 1 || !(strength > 0 && strength <= 1) || made < 1) {
    throw new ArgumentError('The strength leaves nothing to do', {
      expected: 'a strength in (0, 1] and at least one step, ⌊steps · strength⌋',
      received: `strength ${strength} of ${steps} steps`,
      hint: 'Raise the strength or the number of steps.',
    });
  }
  return steps - made;
}
