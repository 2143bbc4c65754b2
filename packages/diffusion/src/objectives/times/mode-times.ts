import { add, ArgumentError, cos, multiply, square, subtract, uniform } from '@fm/core';
import type { TimeSampling } from './time-sampling.ts';

/**
 * Times with a mode in the middle (or, for a negative scale, at both ends): `u' = 1 − u − s·(cos²(π u / 2) − 1 + u)`.
 *
 * @param scale - `s`, in [−1, 2/(π − 2)]
 * @throws {ArgumentError} when the scale is out of range
 * @see Esser et al. 2024, "Scaling Rectified Flow Transformers for High-Resolution Image Synthesis", equation 20
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 * import { modeTimes } from '@fm/diffusion';
 *
 * const times = modeTimes();
 * const draw = compile(({ key }: { key: Tensor }) => ({ u: times(key, 4) }), { backend: referenceBackend() });
 * const { u } = await draw({ key: hostTensor('i32', [0, 1]) });
 * (await u.read()).data; // => Float32Array [0.8727, 0.7543, 0.9267, 0.5303]
 * ```
 */
export function modeTimes(scale = 1.29): TimeSampling {
  const largest = 2 / (Math.PI - 2);
  if (!(scale >= -1 && scale <= largest)) {
    throw new ArgumentError('modeTimes: times would leave [0, 1]', {
      expected: `a scale in [-1, ${largest.toFixed(3)}]`,
      received: `${scale}`,
    });
  }
  return (key, batch) => {
    const u = uniform(key, [batch]);
    const bend = add(subtract(square(cos(multiply(u, Math.PI / 2))), 1), u);
    return subtract(subtract(1, u), multiply(bend, scale));
  };
}
