import {
  classAccuracy,
  collectFeatures,
  type FeatureSet,
  frechetDistance,
  kernelDistance,
  type LabelledSamples,
  precisionRecall,
} from '@fm/diffusion';

import type { Judge } from './digit-classifier.ts';
import { type Digits, subset } from './digits.ts';

/** What samples are compared with: held-out digits, and how far other held-out digits are from them. */
export interface Yardstick {
  readonly real: FeatureSet;
  /** Fréchet and kernel distance of two halves of the held-out digits. */
  readonly floor: { readonly frechet: number; readonly kernel: number };
}

/** How good a set of samples is. */
export interface Verdict {
  /** Share of samples that are of the class asked for. */
  readonly accuracy: number;
  /** Distance from as many held-out digits, and as a multiple of the floor. */
  readonly frechet: number;
  readonly overFloor: number;
  readonly kernel: number;
  readonly precision: number;
  readonly recall: number;
  readonly count: number;
}

const subsets = { subsets: 10, subsetSize: 500 } as const;

/** Measures the floor with two halves of the first `2 · count` held-out digits. */
export async function measureFloor(judge: Judge, { heldOut }: Digits, count: number): Promise<Yardstick> {
  const features = (from: number): Promise<FeatureSet> =>
    collectFeatures(judge, [subset(heldOut, from, from + count).samples]);
  const real = await features(0);
  const other = await features(count);
  const floor = { frechet: frechetDistance(real, other).value, kernel: kernel(real, other) };
  return { real, floor };
}

/** Judges samples against the first half of the held-out digits. */
export async function judgeSamples(
  judge: Judge,
  { real, floor }: Yardstick,
  batches: readonly LabelledSamples[],
): Promise<Verdict> {
  const accuracy = await classAccuracy(judge, batches);
  const features = await collectFeatures(
    judge,
    batches.map(({ samples }) => samples),
  );
  const frechet = frechetDistance(features, real).value;
  const { precision, recall } = precisionRecall(real, features);
  return {
    accuracy: accuracy.value,
    frechet,
    overFloor: frechet / floor.frechet,
    kernel: kernel(features, real),
    precision,
    recall,
    count: features.count,
  };
}

function kernel(a: FeatureSet, b: FeatureSet): number {
  const subsetSize = Math.min(subsets.subsetSize, a.count, b.count);
  return kernelDistance(a, b, { subsets: subsets.subsets, subsetSize }).value;
}
