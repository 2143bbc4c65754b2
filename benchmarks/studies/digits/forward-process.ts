import { foldInHost, hostKey, type HostTensor, normalHost } from '@fm/core';

/** The same samples at evenly spaced noise levels of the flow, from none to nothing else: `(1 − sigma)·x + sigma·noise`. */
export function noisedDigits(
  samples: HostTensor<'f32'>,
  { moments, seed }: { readonly moments: number; readonly seed: number },
): readonly HostTensor<'f32'>[] {
  const noise = normalHost(foldInHost(hostKey(seed), 1), samples.data.length);
  return Array.from({ length: moments }, (_, i) => {
    const sigma = i / (moments - 1);
    const data = samples.data.map((x, at) => (1 - sigma) * x + sigma * (noise[at] as number));
    return { dtype: 'f32', shape: samples.shape, data };
  });
}
