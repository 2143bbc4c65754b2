import { type HostTensor, NumericalError, type SamplerRequest } from '@fm/core';

/**
 * Refuses a network output with NaN or an infinity in it.
 *
 * @throws {NumericalError} naming the network, the timestep and the first bad element
 */
export function checkFinite(raw: HostTensor<'f32'>, { timestep, sigma }: SamplerRequest, name: string): void {
  const { data } = raw;
  // One pass without a branch: a sum is NaN as soon as one `0·x` is.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += 0 * (data[i] as number);
  if (sum === 0) return;
  const index = data.findIndex((value) => !Number.isFinite(value));
  throw new NumericalError(`${name}: the network's output is not finite`, {
    expected: 'finite numbers',
    received: `${data[index]} at element ${index}, timestep ${timestep}, sigma ${sigma}`,
    hint: 'A network in half precision may overflow: run it, or the module that overflows, in float32. Check the guidance scale.',
  });
}
