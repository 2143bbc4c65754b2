import { NumericalError } from '@fm/core';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type FeatureSet, requireComparable, type SetDistance } from './feature-extractor.ts';

/**
 * Fréchet distance of two sets of features, each taken for a normal distribution:
 * `|μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½)`. With the features of Inception it is the FID. It falls with the number of
 * samples, so compare only equal numbers, and beside the distance of two halves of the real data.
 *
 * @throws {ArgumentError} when the sets have other extractors, or fewer than two samples
 * @throws {NumericalError} when features are not finite
 * @see Heusel et al. 2017, "GANs Trained by a Two Time-Scale Update Rule", equation 6
 * @example
 * ```ts
 * import { frechetDistance } from '@fm/diffusion';
 *
 * const set = (...data: number[]) => ({ extractor: 'identity', count: data.length, width: 1, data: Float64Array.from(data) });
 * frechetDistance(set(-1, 1), set(2, 4)).value; // => 9
 * ```
 */
export function frechetDistance(a: FeatureSet, b: FeatureSet): SetDistance {
  requireComparable(a, b, 2);
  const [first, second] = [momentsOf(a), momentsOf(b)];
  const shift = first.mean.reduce((sum, x, i) => sum + (x - second.mean[i]!) ** 2, 0);
  // The eigenvalues of Σ₁ Σ₂ are those of the symmetric Σ₁^½ Σ₂ Σ₁^½.
  const root = squareRoot(first.covariance);
  const product = root.mmul(second.covariance).mmul(root);
  const mixed = eigenvalues(symmetric(product)).reduce((sum, x) => sum + Math.sqrt(Math.max(0, x)), 0);
  const value = shift + first.covariance.trace() + second.covariance.trace() - 2 * mixed;
  return { value: Math.max(0, value), extractor: a.extractor, counts: [a.count, b.count] };
}

/** Mean, and covariance with `n − 1` in the denominator. */
function momentsOf({ count, width, data, extractor }: FeatureSet): {
  readonly mean: readonly number[];
  readonly covariance: Matrix;
} {
  if (!data.every(Number.isFinite))
    throw new NumericalError(`Features of ${extractor} are not finite`, { hint: 'Look at the samples.' });
  const rows = new Matrix(
    Array.from({ length: count }, (_, i) => data.subarray(i * width, (i + 1) * width)) as never,
  );
  const mean = rows.mean('column');
  const centred = rows.subRowVector(mean);
  return {
    mean,
    covariance: centred
      .transpose()
      .mmul(centred)
      .div(count - 1),
  };
}

function squareRoot(matrix: Matrix): Matrix {
  const decomposition = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const vectors = decomposition.eigenvectorMatrix;
  const roots = decomposition.realEigenvalues.map((x) => Math.sqrt(Math.max(0, x)));
  return vectors.mmul(Matrix.diag(roots)).mmul(vectors.transpose());
}

function eigenvalues(matrix: Matrix): readonly number[] {
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues;
}

/** Rounding leaves a product of symmetric matrices not quite symmetric. */
function symmetric(matrix: Matrix): Matrix {
  return Matrix.add(matrix, matrix.transpose()).div(2);
}
