import { type HostTensor, ShapeError, formatShape } from '@fm/core';

import type { Parameterization } from './parameterization.ts';

/**
 * Splits the output of a network with twice the sample's channels: the first half is read by `parameterization`, the
 * second half becomes `variance`, which the DDPM sampler reads.
 *
 * @throws {ShapeError} while predicting, when the output does not have twice the sample's channels
 * @see Nichol and Dhariwal 2021, "Improved denoising diffusion probabilistic models", section 3.1
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { epsilonPrediction, learnedVariance } from '@fm/diffusion';
 *
 * // 0.6·x0 + 0.8·noise with x0 = 1 and noise = 2.
 * const sample = hostTensor('f32', [2.2], [1, 1, 1, 1]);
 * const request = { sample, timestep: 500, alpha: 0.6, sigma: 0.8, inputScale: 1 };
 * const raw = hostTensor('f32', [2, 0.5], [1, 2, 1, 1]);
 * learnedVariance(epsilonPrediction).predict(raw, request).variance?.data; // => Float32Array [0.5]
 * ```
 */
export function learnedVariance(parameterization: Parameterization): Parameterization {
  return Object.freeze({
    name: `${parameterization.name}, learned variance`,
    predict(...[raw, request, into]: Parameters<Parameterization['predict']>) {
      const { shape } = request.sample;
      const [batch = 0, channels = 0, ...rest] = shape;
      const doubled = [batch, 2 * channels, ...rest];
      if (formatShape(raw.shape) !== formatShape(doubled)) {
        throw new ShapeError('learnedVariance: the network gave no variance', {
          expected: formatShape(doubled),
          received: formatShape(raw.shape),
          hint: 'Leave `learnedVariance` out for a network that predicts one tensor.',
        });
      }
      const image = request.sample.data.length / batch;
      const half = (offset: number): HostTensor<'f32'> => {
        const data = new Float32Array(batch * image);
        for (let i = 0; i < batch; i++) {
          const start = (2 * i + offset) * image;
          data.set(raw.data.subarray(start, start + image), i * image);
        }
        return { dtype: 'f32', shape, data };
      };
      return { ...parameterization.predict(half(0), request, into), variance: half(1) };
    },
  });
}
