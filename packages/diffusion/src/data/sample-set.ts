import { ArgumentError, type HostTensor, hostTensor } from '@fm/core';

/** Samples in memory, with a class for each where classes are known. */
export interface SampleSet {
  /** `f32[count, ...]`; pictures in [−1, 1]. */
  readonly samples: HostTensor<'f32'>;
  /** Classes from 0, one for each sample. @default classes are not known */
  readonly labels?: ArrayLike<number>;
}

/** A batch for the objectives of denoisers. */
export type SampleBatch = {
  /** `f32[batch, ...]`. */
  readonly samples: HostTensor<'f32'>;
  /** `i64[batch]`, where classes are known. */
  readonly classLabels?: HostTensor<'i64'>;
};

/** Changes one sample in place or gives another of the same size; `random` gives numbers in [0, 1). */
export type Augmentation = (
  sample: Float32Array,
  context: { readonly shape: readonly number[]; readonly random: () => number },
) => Float32Array;

/** @throws {ArgumentError} when there are no samples, or not one label for each */
export function requireSampleSet({ samples, labels }: SampleSet): number {
  const count = samples.shape[0] ?? 0;
  if (count === 0 || (labels !== undefined && labels.length !== count)) {
    throw new ArgumentError('This is not a set of samples', {
      expected: 'at least one sample, and one label for each or no labels',
      received: `${count} samples and ${labels?.length ?? 'no'} labels`,
    });
  }
  return count;
}

/** Some samples of a set as a batch. */
export function gatherBatch(
  { samples, labels }: SampleSet,
  rows: readonly number[],
  change: (sample: Float32Array, place: number) => Float32Array = (sample) => sample,
): SampleBatch {
  const shape = samples.shape.slice(1);
  const size = shape.reduce((product, extent) => product * extent, 1);
  const data = new Float32Array(rows.length * size);
  for (const [place, row] of rows.entries())
    data.set(change(samples.data.slice(row * size, (row + 1) * size), place), place * size);
  const batch = hostTensor('f32', data, [rows.length, ...shape]);
  if (labels === undefined) return { samples: batch };
  return {
    samples: batch,
    classLabels: hostTensor(
      'i64',
      rows.map((row) => labels[row] as number),
      [rows.length],
    ),
  };
}
