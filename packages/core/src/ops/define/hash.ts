/** One stage of the hash: `h ⊕ (h ≫ shift)`, then times an odd number. */
export interface HashStage {
  readonly shift: number;
  /** As a signed 32-bit integer. */
  readonly multiplier: number;
}

/** The stages of triple32; the last fold is not multiplied. */
export const hashStages: readonly [HashStage, HashStage, HashStage] = [
  { shift: 17, multiplier: 0xed5ad4bb | 0 },
  { shift: 11, multiplier: 0xac4c1b51 | 0 },
  { shift: 15, multiplier: 0x31848bab | 0 },
];
/** Shift of the last fold. */
export const lastShift = 14;

/** A pseudorandom 32-bit integer that depends on every bit of a counter and of two key words. */
export function hashNumber(counter: number, a: number, b: number): number {
  const [first, second, third] = hashStages;
  let h = multiplyFolded((counter + a) | 0, first);
  h = multiplyFolded((h + b) | 0, second);
  h = multiplyFolded(h, third);
  return h ^ (h >>> lastShift);
}

function multiplyFolded(h: number, { shift, multiplier }: HashStage): number {
  return Math.imul(h ^ (h >>> shift), multiplier);
}
