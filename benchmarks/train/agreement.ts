/** Losses of one engine over the first steps. */
export interface LossRecord {
  readonly name: string;
  readonly losses: readonly number[];
}

/** The largest relative difference of a record's losses from the reference's, per record. */
export interface Agreement {
  readonly name: string;
  readonly difference: number;
  readonly agrees: boolean;
}

/** Compares every record with the first one, step by step; `tolerance` is relative. */
export function compareLosses(records: readonly LossRecord[], tolerance: number): Agreement[] {
  const [reference] = records;
  if (!reference) return [];
  return records.map(({ name, losses }) => {
    const differences = reference.losses.map((expected, i) => Math.abs((losses[i] ?? NaN) / expected - 1));
    // Math.max passes NaN on, and NaN agrees with nothing
    const difference = Math.max(...differences);
    return { name, difference, agrees: difference <= tolerance };
  });
}
