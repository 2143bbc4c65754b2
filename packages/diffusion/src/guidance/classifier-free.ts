import {
  ArgumentError,
  type Denoiser,
  type DenoiserInput,
  type HostTensor,
  NumericalError,
  ShapeError,
} from '@fm/core';

/** Options of {@link classifierFree}. */
export interface ClassifierFreeOptions {
  /** 1 is no guidance; usual values are 3 to 8. */
  readonly scale: number;
  /** Conditioning of the second evaluation: that of an empty prompt, or of what the result should not be. */
  readonly unconditional: NonNullable<DenoiserInput['conditioning']>;
  /** Share of the conditional output's deviation that the guided one is brought back to, 0 to 1. @default 0 */
  readonly rescale?: number;
  /** Noise levels `sigma / alpha` between which guidance acts; elsewhere the scale is 1. @default everywhere */
  readonly interval?: readonly [lowest: number, highest: number];
}

/**
 * Classifier-free guidance as a denoiser around a denoiser: `u + scale·(c - u)` of its conditional output `c` and its
 * unconditional one `u`, asked as one batch of twice the size. Outside the interval, and at scale 1, only `c` is asked.
 *
 * With `rescale = φ` the result is `φ·(std(c)/std(g))·g + (1 - φ)·g`, deviations taken over each image.
 *
 * @throws {ArgumentError} when an option is out of range
 * @throws {ArgumentError} while predicting, when the two conditionings differ in names, or there is an interval but no
 * noise level
 * @throws {ShapeError} while predicting, when the two conditionings differ in shape
 * @throws {NumericalError} while predicting, when an output that does not vary is to be rescaled
 * @see Ho and Salimans 2022, "Classifier-free diffusion guidance"; Lin et al. 2024, "Common diffusion noise schedules
 * and sample steps are flawed", section 3.4; Kynkäänniemi et al. 2024, "Applying guidance in a limited interval"
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { classifierFree } from '@fm/diffusion';
 *
 * // Answers with the class that it is asked for; 10 stands for no class.
 * const denoiser: Denoiser = {
 *   name: 'label',
 *   prediction: 'sample',
 *   sampleShape: [1],
 *   predict: async ({ sample, conditioning }) =>
 *     hostTensor('f32', Array.from(conditioning?.['classLabels']?.data ?? [], Number), sample.shape),
 * };
 * const labels = (id: number) => ({ classLabels: hostTensor('i64', [id], [1]) });
 * const guided = classifierFree(denoiser, { scale: 3, unconditional: labels(10) });
 * const input = { sample: hostTensor('f32', [0], [1, 1]), time: hostTensor('f32', [500]), conditioning: labels(12) };
 * (await guided.predict(input)).data; // => Float32Array [16]
 * ```
 */
export function classifierFree(denoiser: Denoiser, options: ClassifierFreeOptions): Denoiser {
  const { scale, unconditional, rescale = 0, interval = [0, Number.POSITIVE_INFINITY] } = options;
  if (!Number.isFinite(scale) || !(rescale >= 0 && rescale <= 1) || !(interval[0] <= interval[1])) {
    throw new ArgumentError('classifierFree: an option is out of range', {
      expected: 'a finite scale, a rescale in [0, 1], an interval from low to high',
      received: `scale ${scale}, rescale ${rescale}, interval ${interval.join(' to ')}`,
    });
  }
  return Object.freeze({
    name: `${denoiser.name}, guided`,
    prediction: denoiser.prediction,
    sampleShape: denoiser.sampleShape,
    async predict(input: DenoiserInput): Promise<HostTensor<'f32'>> {
      if (scale === 1 || outside(interval, input.noiseLevel)) return denoiser.predict(input);
      const both = await denoiser.predict(doubled(input, unconditional));
      return guided(both, scale, rescale);
    },
  });
}

function outside([lowest, highest]: readonly [number, number], level: number | undefined): boolean {
  if (lowest === 0 && highest === Number.POSITIVE_INFINITY) return false;
  if (level === undefined) {
    throw new ArgumentError('classifierFree: an interval needs the noise level', {
      expected: '`noiseLevel` in the input',
      received: 'none',
      hint: '`sample` gives it.',
    });
  }
  return level < lowest || level > highest;
}

/** The batch twice, first with the unconditional conditioning. */
function doubled(input: DenoiserInput, unconditional: ClassifierFreeOptions['unconditional']): DenoiserInput {
  const names = new Set([...Object.keys(unconditional), ...Object.keys(input.conditioning ?? {})]);
  const conditioning = Object.fromEntries(
    [...names].map((name) => {
      const [empty, full] = [unconditional[name], input.conditioning?.[name]];
      if (empty === undefined || full === undefined) {
        throw new ArgumentError('classifierFree: both evaluations need the same conditioning', {
          expected: `\`${name}\` with and without condition`,
          received: `only the ${empty === undefined ? 'conditional' : 'unconditional'} one`,
        });
      }
      return [name, joined(empty, full)];
    }),
  );
  return {
    ...input,
    sample: joined(input.sample, input.sample),
    time: joined(input.time, input.time),
    conditioning,
  };
}

/** Two tensors one after the other along the batch. */
function joined<T extends HostTensor>(first: T, second: T): T {
  const [one = 0, ...rest] = first.shape;
  const [two = 0, ...others] = second.shape;
  if (first.dtype !== second.dtype || rest.join() !== others.join()) {
    throw new ShapeError('classifierFree: the two conditionings do not fit together', {
      expected: `${second.dtype}[batch, ${others.join(', ')}]`,
      received: `${first.dtype}[batch, ${rest.join(', ')}]`,
    });
  }
  const data = first.data.constructor as new (length: number) => typeof first.data;
  const both = new data(first.data.length + second.data.length);
  both.set(first.data as never, 0);
  both.set(second.data as never, first.data.length);
  return { ...first, shape: [one + two, ...rest], data: both };
}

function guided(both: HostTensor<'f32'>, scale: number, rescale: number): HostTensor<'f32'> {
  const [batch = 0, ...rest] = both.shape;
  const half = both.data.length / 2;
  const data = new Float32Array(half);
  for (let i = 0; i < half; i++) {
    const empty = both.data[i] as number;
    data[i] = empty + scale * ((both.data[half + i] as number) - empty);
  }
  if (rescale > 0) {
    const size = half / (batch / 2);
    for (let start = 0; start < half; start += size) {
      const image = data.subarray(start, start + size);
      restore(image, both.data.subarray(half + start, half + start + size), rescale);
    }
  }
  return { dtype: 'f32', shape: [batch / 2, ...rest], data };
}

/** Brings an image's deviation back towards that of the conditional output. */
function restore(image: Float32Array, conditional: Float32Array, share: number): void {
  const ratio = deviation(conditional) / deviation(image);
  if (!Number.isFinite(ratio)) {
    throw new NumericalError('classifierFree: an output that does not vary cannot be rescaled', {
      expected: 'a deviation above 0',
      received: `${deviation(image)}`,
      hint: 'Leave `rescale` out.',
    });
  }
  const factor = share * ratio + (1 - share);
  for (let i = 0; i < image.length; i++) image[i] = (image[i] as number) * factor;
}

/** The sample deviation, with `n - 1`. */
function deviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
