import { hostTensor, type HostTensor, type Sampler, type SamplerState } from '@fm/core';
import {
  ddim,
  dpmSolverMultistep,
  euler,
  flowGrid,
  heun,
  linearSchedule,
  lms,
  pndm,
  uniPc,
  variancePreservingGrid,
} from '@fm/diffusion';

/** Rate of a sampler's own arithmetic, with the network's answer given. */
export interface SchedulerRate {
  readonly name: string;
  /** Per second of processor time. */
  readonly stepsPerSecond: number;
  /** Buffers of the sample's size that a step allocates. */
  readonly allocations: number;
}

const steps = 50;
const shape = [1, 4, 64, 64];

/** Times samplers on samples of 64 × 64 × 4 for `seconds` of processor time each. */
export function schedulerRates(seconds: number): readonly SchedulerRate[] {
  const times = Array.from({ length: steps }, (_, i) => Math.round(999 * (1 - i / steps)));
  const schedule = linearSchedule();
  const diffusion = variancePreservingGrid(schedule, times);
  const flow = flowGrid(Array.from({ length: steps + 1 }, (_, i) => 1 - i / steps));
  const samplers = [
    ['euler', euler(flow)],
    ['heun', heun(flow)],
    ['ddim', ddim(diffusion)],
    ['dpm-solver multistep', dpmSolverMultistep(diffusion)],
    ['lms', lms(flow)],
    ['pndm', pndm(schedule, times)],
    ['unipc', uniPc(diffusion)],
  ] as const;
  return samplers.map(([name, sampler]) => rate(name, sampler as unknown as Sampler<SamplerState>, seconds));
}

function rate(name: string, sampler: Sampler<SamplerState>, seconds: number): SchedulerRate {
  const noise = hostTensor(
    'f32',
    Float32Array.from({ length: 4 * 64 * 64 }, (_, i) => Math.sin(i)),
    shape,
  );
  const prediction = { denoised: noise, noise };
  const run = (): number => {
    let state = sampler.init(noise as HostTensor<'f32'>);
    while (sampler.request(state) !== undefined) state = sampler.next(state, prediction);
    return state.index;
  };
  for (let i = 0; i < 20; i++) run();
  const allocated = Array.from({ length: 9 }, () => {
    const before = process.memoryUsage().arrayBuffers;
    const counted = run();
    return (process.memoryUsage().arrayBuffers - before) / counted;
  }).sort((a, b) => a - b)[4] as number; // the median: now and then the collector comes by
  const start = process.cpuUsage();
  let taken = 0;
  let used = 0;
  while (used < seconds) {
    taken += run();
    const { user, system } = process.cpuUsage(start);
    used = (user + system) / 1e6;
  }
  return {
    name,
    stepsPerSecond: taken / used,
    allocations: allocated / noise.data.byteLength,
  };
}
