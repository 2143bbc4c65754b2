import { ArgumentError, type HostTensor, hostTensor, ShapeError, formatShape } from '@fm/core';
import type { Image } from './image.ts';

/**
 * Pictures from samples: −1 becomes black, 1 white, and what lies beyond is cut off.
 *
 * @param samples - `f32[batch, channels, height, width]` with 1 or 3 channels
 * @throws {ShapeError} when the samples are no pictures
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { toImages } from '@fm/diffusion';
 *
 * toImages(hostTensor('f32', [-1, 0, 1, 7], [1, 1, 2, 2]))[0]?.data; // => Uint8Array [0, 128, 255, 255]
 * ```
 */
export function toImages(samples: HostTensor<'f32'>): readonly Image[] {
  const [batch, channels, height, width] = samples.shape;
  if (samples.shape.length !== 4 || (channels !== 1 && channels !== 3)) {
    throw new ShapeError('These samples are no pictures', {
      expected: 'f32[batch, 1 or 3, height, width]',
      received: formatShape(samples.shape),
      hint: 'Decode latents first.',
    });
  }
  const area = (height as number) * (width as number);
  return Array.from({ length: batch as number }, (_, i) => {
    const data = new Uint8Array(area * channels);
    for (let channel = 0; channel < channels; channel++) {
      const start = (i * channels + channel) * area;
      for (let pixel = 0; pixel < area; pixel++) {
        const value = samples.data[start + pixel] as number;
        data[pixel * channels + channel] = Math.round(Math.min(Math.max((value + 1) * 127.5, 0), 255));
      }
    }
    return { width: width as number, height: height as number, channels, data };
  });
}

/**
 * Samples from pictures of one size: black becomes −1, white 1.
 *
 * @returns `f32[batch, channels, height, width]`
 * @throws {ArgumentError} when there are none, or their sizes differ
 * @example
 * ```ts
 * import { fromImages } from '@fm/diffusion';
 *
 * const image = { width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 255) } as const;
 * fromImages([image]).data; // => Float32Array [-1, 1]
 * ```
 */
export function fromImages(images: readonly Image[]): HostTensor<'f32'> {
  const [first] = images;
  if (first === undefined) throw new ArgumentError('There are no pictures');
  const { width, height, channels } = first;
  const area = width * height;
  const samples = new Float32Array(images.length * channels * area);
  for (const [i, image] of images.entries()) {
    if (image.width !== width || image.height !== height || image.channels !== channels) {
      throw new ArgumentError('The pictures of a batch differ in size', {
        expected: `${width} × ${height}, ${channels} channels, as the first`,
        received: `${image.width} × ${image.height}, ${image.channels} channels at ${i}`,
        hint: 'Load them with one size and one number of channels.',
      });
    }
    for (let channel = 0; channel < channels; channel++) {
      const start = (i * channels + channel) * area;
      for (let pixel = 0; pixel < area; pixel++)
        samples[start + pixel] = (image.data[pixel * channels + channel] as number) / 127.5 - 1;
    }
  }
  return hostTensor('f32', samples, [images.length, channels, height, width]);
}
