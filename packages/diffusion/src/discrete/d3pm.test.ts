import { ArgumentError, hostTensor, TorchGenerator, torchRandint } from '@fm/core';
import { describe, expect, it } from 'vitest';

import { runSampler, type SamplingRun } from '../sampling/run-sampler.ts';
import { loadState, saveState } from '../sampling/save-state.ts';
import { absorbingCorruption, linearKeep, type TokenCorruption, uniformCorruption } from './corruption.ts';
import { d3pm, type TokenState } from './d3pm.ts';
import { tokenPosterior } from './posterior.ts';

// Three letters, and for the absorbing process a mask.
const letters = 3;
const steps = 20;
const uniform = uniformCorruption({ vocabularySize: letters, keep: linearKeep(steps) });
const absorbing = absorbingCorruption({
  vocabularySize: letters + 1,
  mask: letters,
  keep: linearKeep(steps),
});
const share = [0.6, 0.3, 0.1];

/** Row of the transition matrix from one time to a later one. */
function transition(corruption: TokenCorruption, x: number, from: number, to: number): number[] {
  const kept = corruption.keep(to) / corruption.keep(from);
  return Array.from({ length: corruption.vocabularySize }, (_, y) => {
    const target =
      corruption.mask === undefined ? 1 / corruption.vocabularySize : Number(y === corruption.mask);
    return (x === y ? kept : 0) + (1 - kept) * target;
  });
}

describe('tokenPosterior', () => {
  it.each([uniform, absorbing].map((c) => [c.name, c] as const))(
    'is Bayes’ rule over the %s kernel',
    (_, corruption) => {
      const size = corruption.vocabularySize;
      const clean = Float64Array.from({ length: size }, (_, x) => share[x] ?? 0);
      const [from, to] = [11, 6];
      for (let token = 0; token < size; token++) {
        const expected = Array.from({ length: size }, (_, s) =>
          share.reduce((sum, p, x0) => {
            const reached = transition(corruption, x0, -1, from)[token] as number;
            if (reached === 0) return sum;
            const path =
              (transition(corruption, x0, -1, to)[s] as number) *
              (transition(corruption, s, to, from)[token] as number);
            return sum + (p * path) / reached;
          }, 0),
        );
        const total = expected.reduce((sum, value) => sum + value, 0);
        const out = new Float64Array(size);
        tokenPosterior(corruption, token, { from, to }, clean, out);
        for (let s = 0; s < size; s++) expect(out[s]).toBeCloseTo((expected[s] as number) / total, 12);
      }
    },
  );
});

/** The network that knows the distribution of the letters: Bayes’ rule on one token. */
function bestLogits(corruption: TokenCorruption, tokens: Int32Array, timestep: number): Float32Array {
  const size = corruption.vocabularySize;
  const logits = new Float32Array(tokens.length * size).fill(-1e9);
  for (const [i, token] of tokens.entries()) {
    for (const [x0, p] of share.entries()) {
      logits[i * size + x0] = Math.log(
        p * (transition(corruption, x0, -1, timestep)[token] as number) + 1e-30,
      );
    }
  }
  return logits;
}

describe('d3pm', () => {
  const count = 4000;
  const noise = torchRandint(new TorchGenerator(1), 0, letters, [1, count]);
  const starts = [
    ['uniform', uniform, Int32Array.from(noise.data, Number)],
    ['absorbing', absorbing, new Int32Array(count).fill(letters)],
  ] as const;

  function run(
    corruption: TokenCorruption,
    state: TokenState,
  ): SamplingRun<TokenState, TokenState['sample']> {
    const shape = [1, count, corruption.vocabularySize];
    return runSampler({
      sampler: d3pm(corruption),
      state,
      answer: async ({ sample, timestep }) =>
        hostTensor('f32', bestLogits(corruption, sample.data, timestep), shape),
      describe: ({ state: after }) => after,
    });
  }

  it.each(starts)('gives the letters their shares, with the %s kernel', async (_, corruption, data) => {
    const state = d3pm(corruption).init(hostTensor('i32', data, [1, count]), { seed: 4 });
    const { data: tokens } = await run(corruption, state).result;
    for (const [x, p] of share.entries()) {
      const seen = tokens.filter((token) => token === x).length / count;
      // Five standard errors.
      expect(Math.abs(seen - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / count));
    }
  });

  it('resumes from a saved state to the same tokens', async () => {
    const state = d3pm(absorbing).init(hostTensor('i32', new Int32Array(count).fill(letters), [1, count]));
    const whole = await run(absorbing, state).result;
    for await (const after of run(absorbing, state)) {
      if (after.index !== 7) continue;
      expect((await run(absorbing, loadState(saveState(after))).result).data).toEqual(whole.data);
      break;
    }
  });

  it('refuses timesteps that are not integers that fall', () => {
    for (const timesteps of [[3, 3], [2.5], [-1], [1, 2], [absorbing.trainingSteps]])
      expect(() => d3pm(absorbing, { timesteps })).toThrow(ArgumentError);
  });

  it('refuses logits of another vocabulary', () => {
    const sampler = d3pm(absorbing);
    const state = sampler.init(hostTensor('i32', [3, 3], [1, 2]));
    expect(() => sampler.next(state, hostTensor('f32', new Float32Array(6), [1, 2, 3]))).toThrow(
      /mask token/,
    );
  });
});
