import { type HostTensor, NumericalError, type SamplerRequest } from '@fm/core';

/**
 * Refuses a network output with NaN or an infinity in it.
 *
 * @throws {NumericalError} naming the network, the timestep and the first bad element
 */
export function checkFinite(raw: HostTensor<'f32'>, { timestep, sigma }: SamplerRequest, name: string): void {
  const { data } = raw;
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  throw new NumericalError(`${name}: the network's output is not finite`, {
    expected: 'finite numbers',
    received: `${data[index]} at element ${index}, timestep ${timestep}, sigma ${sigma}`,
    hint: 'A network in half precision may overflow: run it, or the module that overflows, in float32. Check the guidance scale.',
  });
}
