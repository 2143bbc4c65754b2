/** A pseudorandom 32-bit integer that depends on every bit of a counter and of two key words. */
export function hashNumber(counter: number, a: number, b: number): number {
  return mix((mix(counter ^ a) + b) | 0);
}

/** Multipliers of {@link mix}, as signed 32-bit integers. */
export const multipliers: readonly [number, number] = [0x21f0aaad, 0x735a2d97];
/** Shifts of {@link mix}. */
export const shifts: readonly [number, number, number] = [16, 15, 15];

/** A bijection of the 32-bit integers in which every input bit flips each output bit with probability near 1/2. */
function mix(x: number): number {
  let h = x ^ (x >>> shifts[0]);
  h = Math.imul(h, multipliers[0]);
  h = Math.imul(h ^ (h >>> shifts[1]), multipliers[1]);
  return h ^ (h >>> shifts[2]);
}
