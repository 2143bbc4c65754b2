import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import {
  constant,
  cosine,
  inverseSqrt,
  type LearningRateSchedule,
  linear,
  oneCycle,
  warmUpStableDecay,
} from './index.ts';

interface Golden {
  readonly schedules: readonly {
    readonly name: string;
    readonly steps: number[];
    readonly learningRates: number[];
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('./__golden__/learning-rate-schedules.json', import.meta.url), 'utf8'),
) as Golden;

const peak = 1e-3;
const steps = 100;
const warmUp = 10;
const fromZero = { peak, steps, warmUp, start: 0 };

const ours: Record<string, LearningRateSchedule> = {
  constant: constant({ peak }),
  'constant-with-warmup': constant(fromZero),
  linear: linear(fromZero),
  'linear-without-warmup': linear({ peak, steps }),
  cosine: cosine(fromZero),
  'cosine-without-warmup': cosine({ peak, steps }),
  'cosine-with-minimum': cosine({ ...fromZero, floor: 1e-4 }),
  'inverse-sqrt': inverseSqrt(fromZero),
  'inverse-sqrt-timescale': inverseSqrt({ ...fromZero, timescale: 25 }),
  'warmup-stable-decay-cosine': warmUpStableDecay({ ...fromZero, decay: 20, shape: 'cosine' }),
  'warmup-stable-decay-linear': warmUpStableDecay({ ...fromZero, decay: 20 }),
  'warmup-stable-decay-1-sqrt': warmUpStableDecay({ ...fromZero, decay: 20, shape: '1-sqrt' }),
  'warmup-stable-decay-minimum': warmUpStableDecay({ ...fromZero, decay: 20, start: 1e-4, floor: 1e-4 }),
  'one-cycle': oneCycle({ peak, steps }),
  'one-cycle-linear': oneCycle({
    peak,
    steps,
    shape: 'linear',
    rise: 0.25,
    start: peak / 10,
    floor: peak / 1000,
  }),
  'nanogpt-cosine': cosine({ peak, steps, warmUp, floor: 1e-4 }),
  'nanogpt-cosine-old-warmup': cosine({ ...fromZero, floor: 1e-4 }),
};

describe('learning-rate schedules', () => {
  for (const [name, schedule] of Object.entries(ours)) {
    it(`${name} matches Python`, () => {
      const reference = golden.schedules.find((candidate) => candidate.name === name);
      reference?.steps.forEach((step, i) => {
        expect(schedule(step + 1), `step ${step}`).toBeCloseTo(reference.learningRates[i] as number, 15);
      });
      expect(reference?.steps.length).toBeGreaterThan(20);
    });
  }

  it('hold the floor after the last step', () => {
    const floor = 1e-5;
    const ending = [
      linear({ peak, steps, floor }),
      cosine({ peak, steps, floor }),
      warmUpStableDecay({ peak, steps, floor, decay: 5 }),
      oneCycle({ peak, steps, floor }),
    ];
    for (const schedule of ending) expect(schedule(10 * steps)).toBeCloseTo(floor, 18);
  });

  it('refuse options out of range', () => {
    const argument = expect.objectContaining({ code: 'FM_ARGUMENT' });
    expect(() => constant({ peak: -1 })).toThrow(argument);
    expect(() => constant({ peak: Number.NaN })).toThrow(argument);
    expect(() => linear({ peak, steps: 10, warmUp: 10 })).toThrow(argument);
    expect(() => cosine({ peak, steps: 1.5 })).toThrow(argument);
    expect(() => cosine({ peak, steps, floor: -1 })).toThrow(argument);
    expect(() => warmUpStableDecay({ peak, steps: 10, warmUp: 6, decay: 5 })).toThrow(argument);
    expect(() => inverseSqrt({ peak, timescale: 0 })).toThrow(argument);
    expect(() => oneCycle({ peak, steps: 2 })).toThrow(argument);
  });
});
