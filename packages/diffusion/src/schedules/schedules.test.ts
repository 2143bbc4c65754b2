import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { cosineSchedule } from './cosine.ts';
import { discreteSchedule } from './discrete-schedule.ts';
import { exponentialSchedule } from './exponential.ts';
import { dynamicShift, shiftTime, shiftTimeDynamically, stretchToTerminal } from './flow-matching.ts';
import { laplaceSchedule } from './laplace.ts';
import { linearSchedule } from './linear.ts';
import { scaledLinearSchedule } from './scaled-linear.ts';
import { sigmoidSchedule } from './sigmoid.ts';
import { rescaleToZeroSnr } from './zero-terminal-snr.ts';

// Cumulative products at ten timesteps, by diffusers' DDPMScheduler.
const file = join(import.meta.dirname, '__golden__', 'alphas-cumulative.json');
const goldens = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, number>>;

const schedules = {
  linear: linearSchedule,
  scaled_linear: scaledLinearSchedule,
  squaredcos_cap_v2: cosineSchedule,
  sigmoid: sigmoidSchedule,
  laplace: laplaceSchedule,
};

describe('the table of a schedule', () => {
  it.each(Object.keys(goldens))('is the one of diffusers: %s', (key) => {
    const [name = '', option] = key.split('/');
    const plain = schedules[name as keyof typeof schedules]({ precision: 'f32' });
    const schedule = option === 'zsnr=True' ? rescaleToZeroSnr(plain, { precision: 'f32' }) : plain;
    for (const [timestep, expected] of Object.entries(goldens[key] ?? {})) {
      const actual = schedule.alphasCumulative[Number(timestep)] as number;
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-6 * expected + 1e-11);
    }
  });

  it('is the same in float64, up to rounding', () => {
    const [exact, rounded] = [linearSchedule(), linearSchedule({ precision: 'f32' })];
    for (const t of [0, 500, 999]) expect(exact.alpha(t) / rounded.alpha(t)).toBeCloseTo(1, 5);
  });
});

describe('a schedule', () => {
  it('keeps the variance of what it noises', () => {
    for (const make of [linearSchedule, cosineSchedule, laplaceSchedule, exponentialSchedule]) {
      const schedule = make();
      for (const t of [0, 333.3, 999])
        expect(schedule.alpha(t) ** 2 + schedule.sigma(t) ** 2).toBeCloseTo(1, 12);
    }
  });

  it('lies between its neighbours at a fractional timestep', () => {
    const schedule = scaledLinearSchedule();
    expect(schedule.sigma(500.5)).toBeGreaterThan(schedule.sigma(500));
    expect(schedule.sigma(500.5)).toBeLessThan(schedule.sigma(501));
  });

  it('has nothing left of the data at its last timestep once rescaled', () => {
    const rescaled = rescaleToZeroSnr(scaledLinearSchedule());
    expect(rescaled.alpha(999)).toBe(0);
    expect(rescaled.alpha(0)).toBeCloseTo(scaledLinearSchedule().alpha(0), 12);
  });

  it('refuses timesteps and variances outside its range', () => {
    expect(() => linearSchedule().alpha(1000)).toThrow(/0 to 999/);
    expect(() => discreteSchedule('mine', [0.1, 1.2])).toThrow(/in \[0, 1\]/);
    expect(() => discreteSchedule('mine', [])).toThrow(/at least one/);
  });
});

describe('times of flow matching', () => {
  it('move towards the noise and keep their ends', () => {
    expect([0, 0.5, 1].map((t) => shiftTime(t, 3))).toEqual([0, 0.75, 1]);
    expect(shiftTimeDynamically(0.5, Math.log(3))).toBeCloseTo(0.75, 12);
    expect(shiftTimeDynamically(0.5, 3, 'linear')).toBeCloseTo(0.75, 12);
  });

  it('shift more for larger images', () => {
    expect(dynamicShift(256)).toBe(0.5);
    expect(dynamicShift(4096)).toBeCloseTo(1.15, 12);
  });

  it('stretch to end where they are told to', () => {
    expect(stretchToTerminal([1, 0.6, 0.2], 0.1).map((t) => Number(t.toFixed(12)))).toEqual([1, 0.55, 0.1]);
  });
});
