import { type HostTensor, type NoiseLevelRequest, type Prediction, ShapeError, formatShape } from '@fm/core';

/** The reading of a network's raw output as data and noise. */
export interface Parameterization {
  /** Name for messages, for example `epsilon`. */
  readonly name: string;
  /**
   * The prediction that `raw` stands for.
   *
   * @param raw - the network's output, `f32[batch, ...]`
   * @param request - the sample and noise level that the network was asked about
   * @param into - buffers to write to; new ones are made without it
   * @throws {ShapeError} when `raw` does not have the sample's shape
   */
  predict(raw: HostTensor<'f32'>, request: NoiseLevelRequest, into?: Prediction): Prediction;
}

/** Coefficients of a linear reading: `denoised = a·sample + b·raw`, `noise = c·sample + d·raw`. */
export type Coefficients = readonly [a: number, b: number, c: number, d: number];

/**
 * A parameterization that is linear in sample and output.
 *
 * @param coefficients - from the request's noise level
 * @throws {ShapeError} while predicting, when the output does not have the sample's shape
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { linearParameterization } from '@fm/diffusion';
 *
 * // A network that predicts the data at half its size.
 * const halved = linearParameterization('halved', ({ alpha, sigma }) => [0, 2, 1 / sigma, (-2 * alpha) / sigma]);
 * const request = { sample: hostTensor('f32', [2.2], [1, 1]), timestep: 500, alpha: 0.6, sigma: 0.8, inputScale: 1 };
 * const { denoised, noise } = halved.predict(hostTensor('f32', [0.5], [1, 1]), request);
 * [denoised.data[0], noise.data[0]]; // => [1, 2]
 * ```
 */
export function linearParameterization(
  name: string,
  coefficients: (request: NoiseLevelRequest) => Coefficients,
): Parameterization {
  return Object.freeze({
    name,
    predict(raw: HostTensor<'f32'>, request: NoiseLevelRequest, into?: Prediction): Prediction {
      checkShape(name, raw, request.sample);
      const [a, b, c, d] = coefficients(request);
      const prediction = into ?? predictionBuffers(request.sample.shape);
      const x = request.sample.data;
      const y = raw.data;
      const denoised = prediction.denoised.data;
      const noise = prediction.noise.data;
      for (let i = 0; i < x.length; i++) {
        denoised[i] = a * (x[i] as number) + b * (y[i] as number);
        noise[i] = c * (x[i] as number) + d * (y[i] as number);
      }
      return prediction;
    },
  });
}

/**
 * Buffers for one prediction of samples of `shape`.
 *
 * @param shape - `[batch, ...]`
 * @example
 * ```ts
 * import { predictionBuffers } from '@fm/diffusion';
 *
 * predictionBuffers([1, 3]).denoised.data; // => Float32Array [0, 0, 0]
 * ```
 */
export function predictionBuffers(shape: readonly number[]): Prediction {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return {
    denoised: { dtype: 'f32', shape, data: new Float32Array(size) },
    noise: { dtype: 'f32', shape, data: new Float32Array(size) },
  };
}

function checkShape(name: string, raw: HostTensor<'f32'>, sample: HostTensor<'f32'>): void {
  if (raw.data.length === sample.data.length && formatShape(raw.shape) === formatShape(sample.shape)) return;
  throw new ShapeError(`${name}: the network's output does not have the sample's shape`, {
    expected: formatShape(sample.shape),
    received: formatShape(raw.shape),
    hint:
      raw.shape[1] === 2 * (sample.shape[1] ?? 0)
        ? 'Twice the channels: a network that learned its variance needs `learnedVariance(parameterization)`.'
        : 'Check the channels and the resolution that the network was built for.',
  });
}
