import { randomUnit } from './random-unit.ts';

/**
 * A uniform integer in [0, `count`) that is a pure function of its place in a stream.
 *
 * @param count - at most 2⁵³; the bias is below `count` / 2⁵³
 */
export function randomIndex(count: number, seed: number, counter: number, stream = 0): number {
  return Math.floor(randomUnit(seed, counter, stream) * count);
}
