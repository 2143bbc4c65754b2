import { ArgumentError, type HostTensor } from '@fm/core';

/** Tells classes apart. */
export interface Classifier {
  /** Name for reports. */
  readonly name: string;
  /** Scores of a batch, `f32[batch, classes]`. */
  classify(samples: HostTensor<'f32'>): Promise<HostTensor<'f32'>>;
}

/** How many samples are what they were asked to be. */
export interface ClassAccuracy {
  /** Share of samples for which their label's score is above all others, in [0, 1]. */
  readonly value: number;
  /** The same for each class; `NaN` for those without samples. */
  readonly perClass: readonly number[];
  /** Name of the classifier. */
  readonly classifier: string;
  /** Number of samples. */
  readonly count: number;
}

/** Samples and the classes they were asked to be. */
export interface LabelledSamples {
  /** `f32[batch, ...]`. */
  readonly samples: HostTensor<'f32'>;
  /** One label per sample, from 0. */
  readonly labels: ArrayLike<number>;
}

/**
 * Share of class-conditional samples that a classifier takes for the class asked for.
 *
 * @throws {ArgumentError} when there are no samples, not one label for each, or labels the classifier does not know
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { classAccuracy, type Classifier } from '@fm/diffusion';
 *
 * // Takes samples of two numbers for the class of the larger one.
 * const classifier: Classifier = { name: 'largest', classify: async (samples) => samples };
 * const samples = hostTensor('f32', [3, 1, 0, 2, 5, 4, 1, 7], [4, 2]);
 * const { value, perClass } = await classAccuracy(classifier, [{ samples, labels: [0, 1, 1, 1] }]);
 * value; // => 0.75
 * perClass; // => [1, 0.6667]
 * ```
 */
export async function classAccuracy(
  classifier: Classifier,
  batches: Iterable<LabelledSamples> | AsyncIterable<LabelledSamples>,
): Promise<ClassAccuracy> {
  let right: number[] = [];
  let asked: number[] = [];
  for await (const { samples, labels } of batches) {
    const { data, shape } = await classifier.classify(samples);
    const [size, classes] = shape as readonly [number, number];
    if (labels.length !== size) {
      throw new ArgumentError('There is not one label for each sample', {
        expected: `${size} labels`,
        received: `${labels.length}`,
      });
    }
    if (asked.length === 0) [right, asked] = [new Array(classes).fill(0), new Array(classes).fill(0)];
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i] as number;
      if (!Number.isInteger(label) || label < 0 || label >= classes) {
        throw new ArgumentError(`${classifier.name} does not know this class`, {
          expected: `labels in [0, ${classes})`,
          received: `${label}`,
        });
      }
      const scores = data.subarray(i * classes, (i + 1) * classes);
      asked[label]!++;
      if (scores.every((score, other) => other === label || score < (scores[label] as number)))
        right[label]!++;
    }
  }
  const count = asked.reduce((sum, n) => sum + n, 0);
  if (count === 0) throw new ArgumentError('There are no samples to classify');
  return {
    value: right.reduce((sum, n) => sum + n, 0) / count,
    perClass: asked.map((n, label) => right[label]! / n),
    classifier: classifier.name,
    count,
  };
}
