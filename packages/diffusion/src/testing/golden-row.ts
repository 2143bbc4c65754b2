import { type HostTensor, type NoiseLevelRequest, hostTensor } from '@fm/core';

import type { SamplingPlan } from '../diffusers/diffusers-scheduler.ts';
import { fromDiffusersConfig } from '../diffusers/from-diffusers-config.ts';

/** One run of a scheduler in diffusers, recorded. */
export interface GoldenRow {
  readonly id: string;
  readonly cls: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** How diffusers' tests drive the scheduler; only B passes the scaled sample to `step`. */
  readonly loop: 'A' | 'B' | 'C' | 'D' | 'P';
  readonly run: {
    /** Steps, 10 without it; all training timesteps in loop D. */
    readonly n?: number;
    readonly seed?: number;
    /** Steps left out, the sample then being noised data. */
    readonly tstart?: number;
    readonly timesteps?: readonly number[];
    readonly sigmas?: readonly number[];
    readonly mu?: number;
    /** Whether the model also gives a variance: the sine of its output, in a second half of channels. */
    readonly variance?: boolean;
    /** Further arguments of `set_timesteps`. */
    readonly setkw?: Readonly<Record<string, unknown>>;
    /** Arguments of `step`. */
    readonly stepkw?: Readonly<Record<string, unknown>>;
  };
  readonly measured: GoldenResult;
}

/** What is recorded of a run. */
export interface GoldenResult {
  /** Sum of the absolute values of the last sample. */
  readonly sum: number;
  /** Its first four values. */
  readonly head: readonly number[];
  /** Its values at 1, 285, 575 and 612. */
  readonly probe: readonly number[];
  readonly timesteps: readonly number[];
  readonly sigmas?: readonly number[];
  readonly init_noise_sigma?: number;
}

const shape = [4, 3, 8, 8];

/** `k/768` with `k = ((c·8 + h)·8 + w)·4 + b`, the sample of diffusers' tests, `f32[4, 3, 8, 8]`. */
export function dummySample(): HostTensor<'f32'> {
  return hostTensor(
    'f32',
    Array.from({ length: 768 }, (_, i) => batchLast(i) / 768),
    shape,
  );
}

/** `(767 - k)/768`, their noise. */
export function dummyNoise(): HostTensor<'f32'> {
  return hostTensor(
    'f32',
    Array.from({ length: 768 }, (_, i) => (767 - batchLast(i)) / 768),
    shape,
  );
}

/** The position of element `i` of `[4, 3, 8, 8]` when the batch is the last dimension. */
function batchLast(i: number): number {
  return (i % 192) * 4 + Math.floor(i / 192);
}

/** `x·t/(t + 1)` in float32, their model. */
function dummyModel(sample: HostTensor<'f32'>, scale: number, timestep: number): HostTensor<'f32'> {
  const t = Math.fround(timestep);
  const next = Math.fround(t + 1);
  const data = sample.data.map((x) => Math.fround(Math.fround(Math.fround(x * scale) * t) / next));
  return { ...sample, data };
}

/** Runs a row as its loop says. */
export function runGoldenRow(row: GoldenRow): GoldenResult & { readonly values: Float32Array } {
  const { tstart, seed = 0, n, timesteps, sigmas, mu, setkw, stepkw } = row.run;
  const scheduler = fromDiffusersConfig(row.config, { className: row.cls });
  const steps =
    timesteps !== undefined || sigmas !== undefined ? undefined : (n ?? (row.loop === 'D' ? undefined : 10));
  const plan = scheduler.plan({
    ...(steps !== undefined && { steps }),
    ...(timesteps !== undefined && { timesteps }),
    ...(sigmas !== undefined && { sigmas }),
    ...(mu !== undefined && { mu }),
    ...(setkw !== undefined && { setOptions: setkw }),
    ...(stepkw !== undefined && { stepOptions: stepkw }),
    ...(tstart !== undefined && { start: tstart }),
  });
  const scaled = row.loop === 'B' || row.loop === 'C' ? plan.initialScale : 1;
  const data = scaleBy(dummySample(), scaled);
  const values = loop(row, plan, tstart === undefined ? data : plan.addNoise(data, dummyNoise()), seed);
  return {
    values,
    sum: values.reduce((sum, value) => sum + Math.abs(value), 0),
    head: [...values.slice(0, 4)],
    probe: [1, 285, 575, 612].map((i) => values[i] as number),
    timesteps: plan.timesteps,
    ...(plan.sigmas !== undefined && { sigmas: plan.sigmas }),
    init_noise_sigma: plan.initialScale,
  };
}

function loop(row: GoldenRow, plan: SamplingPlan, start: HostTensor<'f32'>, seed: number): Float32Array {
  const { sampler, parameterization } = plan;
  // Loop A does not scale the network's input, whatever the scheduler says.
  const scales = row.loop === 'B' || row.loop === 'C';
  let state = sampler.init(start, { seed });
  for (let asked = sampler.request(state); asked !== undefined; asked = sampler.request(state)) {
    const scale = scales ? asked.inputScale : 1;
    const output = dummyModel(asked.sample, scale, asked.timestep);
    const raw = row.run.variance === true ? withVariance(output) : output;
    const sample = row.loop === 'B' ? scaleBy(asked.sample, scale) : asked.sample;
    const request: NoiseLevelRequest = { ...asked, sample };
    state = sampler.next({ ...state, sample }, parameterization.predict(raw, request));
  }
  return state.sample.data;
}

/** The model's output with its sine as a second half of channels, `f32[4, 6, 8, 8]`. */
function withVariance({ dtype, data }: HostTensor<'f32'>): HostTensor<'f32'> {
  const doubled = new Float32Array(2 * data.length);
  for (let image = 0; image < 4; image++) {
    const values = data.subarray(192 * image, 192 * (image + 1));
    doubled.set(values, 384 * image);
    doubled.set(values.map(Math.sin), 384 * image + 192);
  }
  return { dtype, shape: [4, 6, 8, 8], data: doubled };
}

function scaleBy(tensor: HostTensor<'f32'>, scale: number): HostTensor<'f32'> {
  return { ...tensor, data: tensor.data.map((value) => value * scale) };
}
