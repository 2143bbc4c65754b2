import { readFileSync } from 'node:fs';

import {
  add,
  constant,
  type Executable,
  type HostTensor,
  hostTensor,
  multiply,
  type Optimizer,
  optimizeGraph,
  Parameter,
  referenceBackend,
  sin,
  type Tensor,
  type TensorType,
  toNumbers,
  trace,
  zeros,
} from '@fm/core';
import { assertClose } from '@fm/core/testing';
import { describe, expect, it } from 'vitest';

import {
  adafactor,
  adam,
  adamW,
  addDecayedWeights,
  chain,
  clipByGlobalNorm,
  clipByValue,
  ema,
  lion,
  muon,
  partition,
  scaleByAdam,
  scaleByLearningRate,
  sgd,
} from './index.ts';

type Values = Readonly<Record<string, { readonly shape: number[]; readonly data: number[] }>>;
type Trajectory = Readonly<Record<string, Readonly<Record<string, number[]>>>>;
interface Golden {
  readonly steps: number;
  readonly scales: number[];
  readonly initial: Values;
  readonly curvature: Values;
  readonly phase: Values;
  readonly cases: readonly {
    readonly name: string;
    readonly parameters: string[];
    readonly trajectory: Trajectory;
  }[];
  readonly exponentialMovingAverage: { readonly decay: number; readonly trajectory: Trajectory };
}

const read = <T>(file: string): T =>
  JSON.parse(readFileSync(new URL(`./__golden__/${file}`, import.meta.url), 'utf8')) as T;
const golden = read<Golden>('optimizers.json');
const backend = referenceBackend();
const host = (values: Values, name: string): HostTensor =>
  hostTensor('f32', values[name]?.data ?? [], values[name]?.shape ?? []);

/** One step on the gradients of the goldens' formula, as a program. */
async function compileStep(
  optimizer: Optimizer,
  names: readonly string[],
): Promise<{ step: Executable; state: Record<string, HostTensor> }> {
  const parameters = new Map(
    names.map((name) => [name, new Parameter(golden.initial[name]?.shape ?? [], () => [])] as const),
  );
  const specs = optimizer.state(parameters);
  const inputs: Record<string, TensorType> = { gradientScale: { dtype: 'f32', shape: [] } };
  for (const [name, type] of specs) inputs[`state/${name}`] = type;
  for (const name of Object.keys(optimizer.scalars(1)))
    inputs[`scalar/${name}`] = { dtype: 'f32', shape: [] };

  const graph = trace(
    (tensors: Readonly<Record<string, Tensor>>) => {
      const gradients = [...parameters].map(([name, p]): [string, Tensor] => {
        const wave = multiply(sin(add(p, constant(host(golden.phase, name)))), 0.5);
        const gradient = add(multiply(constant(host(golden.curvature, name)), p), wave);
        return [name, multiply(gradient, tensors.gradientScale as Tensor)];
      });
      const pick = (prefix: string): [string, Tensor][] =>
        Object.entries(tensors).flatMap(([name, x]) =>
          name.startsWith(prefix) ? [[name.slice(prefix.length), x]] : [],
        );
      const result = optimizer.update({
        updates: new Map(gradients),
        parameters,
        state: new Map(pick('state/')),
        scalars: Object.fromEntries(pick('scalar/')),
      });
      const next = [...parameters].map(([name, p]) => [name, add(p, result.updates.get(name) as Tensor)]);
      return Object.fromEntries([
        ...next,
        ...[...result.state].map(([name, x]) => [`state/${name}`, x]),
      ]) as Record<string, Tensor>;
    },
    inputs,
    parameters,
  );
  const state = Object.fromEntries(
    [...specs].map(([name, { dtype, shape, initial }]) => [
      `state/${name}`,
      typeof initial === 'number' ? zeros(dtype, shape as number[]) : host(golden.initial, initial.parameter),
    ]),
  );
  return { step: await backend.compile(optimizeGraph(graph)), state };
}

/** Runs the golden's steps and calls `check` at each snapshot. */
async function run(
  optimizer: Optimizer,
  names: readonly string[],
  check: (step: string, tensors: Record<string, HostTensor>) => void,
): Promise<void> {
  const { step, state } = await compileStep(optimizer, names);
  let tensors: Record<string, HostTensor> = {
    ...Object.fromEntries(names.map((name) => [name, host(golden.initial, name)])),
    ...state,
  };
  for (let t = 1; t <= golden.steps; t++) {
    const scalars = Object.entries(optimizer.scalars(t)).map(([name, value]) => [
      `scalar/${name}`,
      hostTensor('f32', [value], []),
    ]);
    const outputs = await step.run({
      ...tensors,
      gradientScale: hostTensor('f32', [golden.scales[t - 1] as number], []),
      ...Object.fromEntries(scalars),
    });
    tensors = Object.fromEntries(
      await Promise.all(Object.entries(outputs).map(async ([name, x]) => [name, await x.read()] as const)),
    );
    check(`${t}`, tensors);
  }
}

const matrices = /^[WV]$/;
const ours: Record<string, Optimizer> = {
  sgd: sgd({ learningRate: 0.05 }),
  'sgd-momentum': sgd({ learningRate: 0.05, momentum: 0.9 }),
  'sgd-nesterov': sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
  'sgd-weight-decay': sgd({ learningRate: 0.05, momentum: 0.9, weightDecay: 0.1 }),
  adam: adam({ learningRate: 0.02 }),
  'adam-weight-decay': adam({ learningRate: 0.02, weightDecay: 0.1 }),
  adamw: adamW({ learningRate: 0.02, beta2: 0.99, weightDecay: 0.1 }),
  'adamw-large-epsilon': adamW({ learningRate: 0.02, epsilon: 1e-2, weightDecay: 0.1, decayed: matrices }),
  lion: lion({ learningRate: 0.01 }),
  'lion-weight-decay': lion({ learningRate: 0.01, beta1: 0.95, beta2: 0.98, weightDecay: 0.1 }),
  'adafactor-torch': adafactor(),
  'adafactor-torch-weight-decay': adafactor({ learningRate: 0.05, weightDecay: 0.1 }),
  muon: muon({ learningRate: 0.02, scaling: 'original' }),
  'muon-plain-momentum': muon({ learningRate: 0.02, scaling: 'original', nesterov: false, weightDecay: 0 }),
  'muon-match-rms': muon({ learningRate: 0.02 }),
};

describe('optimizers', () => {
  for (const [name, optimizer] of Object.entries(ours)) {
    it(`${name} follows its PyTorch reference for 50 steps`, async () => {
      const reference = golden.cases.find((candidate) => candidate.name === name);
      const checked: string[] = [];
      await run(optimizer, reference?.parameters ?? [], (step, tensors) => {
        for (const [parameter, values] of Object.entries(reference?.trajectory[step] ?? {})) {
          assertClose(
            `${parameter} after step ${step}`,
            toNumbers(tensors[parameter] as HostTensor),
            values,
            { relative: 1e-5 },
          );
          checked.push(step);
        }
      });
      expect(new Set(checked).size).toBe(6);
    });
  }

  it('AdamW is the chain of its parts', async () => {
    const parts = chain(
      scaleByAdam({ beta2: 0.99 }),
      addDecayedWeights({ weightDecay: 0.1 }),
      scaleByLearningRate(0.02),
    );
    const reference = golden.cases.find((candidate) => candidate.name === 'adamw')?.trajectory['50'] ?? {};
    await run(parts, ['W', 'b'], (step, tensors) => {
      if (step !== '50') return;
      for (const name of ['W', 'b'])
        assertClose(name, toNumbers(tensors[name] as HostTensor), reference[name] ?? []);
    });
  });

  it('a moving average follows the parameters as in PyTorch', async () => {
    const { decay, trajectory } = golden.exponentialMovingAverage;
    const names = Object.keys(golden.initial);
    let compared = 0;
    await run(chain(sgd({ learningRate: 0.05 }), ema(decay)), names, (step, tensors) => {
      for (const [name, values] of Object.entries(trajectory[step] ?? {})) {
        assertClose(name, toNumbers(tensors[`state/ema/${name}`] as HostTensor), values);
        compared++;
      }
    });
    expect(compared).toBe(24);
  });

  it('updates every parameter by the optimizer it is given to', async () => {
    const optimizer = partition(
      { w: adamW({ learningRate: 0.02, beta2: 0.99, weightDecay: 0.1 }), rest: sgd({ learningRate: 0.05 }) },
      (name) => (name === 'W' ? 'w' : 'rest'),
    );
    const at = (name: string): Trajectory =>
      golden.cases.find((candidate) => candidate.name === name)?.trajectory ?? {};
    expect(optimizer.learningRate?.(1)).toBe(0.02);
    await run(optimizer, ['W', 'b'], (step, tensors) => {
      if (step !== '20') return;
      assertClose('W', toNumbers(tensors.W as HostTensor), at('adamw')['20']?.W ?? []);
      assertClose('b', toNumbers(tensors.b as HostTensor), at('sgd')['20']?.b ?? []);
    });
    const types = new Map([['W', new Parameter([2], () => [])]]);
    expect(() => partition({ a: sgd({ learningRate: 1 }) }, () => 'b' as 'a').state(types)).toThrow(
      expect.objectContaining({ code: 'FM_ARGUMENT' }),
    );
  });

  it('refuse hyperparameters out of range', () => {
    const argument = expect.objectContaining({ code: 'FM_ARGUMENT' });
    const learningRate = 1e-3;
    expect(() => adamW({ learningRate, beta1: 1 })).toThrow(argument);
    expect(() => adam({ learningRate, epsilon: -1 })).toThrow(argument);
    expect(() => adamW({ learningRate, weightDecay: Number.NaN })).toThrow(argument);
    expect(() => sgd({ learningRate, momentum: 1.5 })).toThrow(argument);
    expect(() => lion({ learningRate, beta2: -0.1 })).toThrow(argument);
    expect(() => adafactor({ clipThreshold: 0 })).toThrow(argument);
    expect(() => ema(1)).toThrow(argument);
    expect(() => clipByGlobalNorm(0)).toThrow(argument);
    expect(() => chain(ema(0.9), ema(0.99))).toThrow(argument);
    expect(() => muon({ learningRate, iterations: 0 })).toThrow(argument);
  });

  it('muon leaves embeddings, heads and vectors to AdamW', () => {
    const types = (shapes: Record<string, number[]>) =>
      new Map(Object.entries(shapes).map(([name, shape]) => [name, new Parameter(shape, () => [])]));
    const names = muon({ learningRate: 1 }).state(
      types({
        'h.0.attn.c_attn.weight': [4, 4],
        'wte.weight': [4, 4],
        'lm_head.weight': [4, 4],
        'ln.bias': [4],
      }),
    );
    expect([...names.keys()].filter((name) => name.startsWith('matrices/'))).toEqual([
      'matrices/h.0.attn.c_attn.weight',
    ]);
  });
});

describe('clipping', () => {
  interface Clipping {
    readonly gradients: Values;
    readonly byNorm: readonly {
      readonly maxNorm: number;
      readonly normType: number | string;
      readonly clipped: Record<string, number[]>;
    }[];
    readonly byValue: readonly { readonly clipValue: number; readonly clipped: Record<string, number[]> }[];
  }
  const { gradients, byNorm, byValue } = read<Clipping>('clipping.json');

  async function clipped(optimizer: Optimizer): Promise<Record<string, readonly number[]>> {
    const inputs = Object.fromEntries(Object.keys(gradients).map((name) => [name, host(gradients, name)]));
    const graph = trace((updates: Readonly<Record<string, Tensor>>) => {
      const map = new Map(Object.entries(updates));
      return Object.fromEntries(
        optimizer.update({ updates: map, parameters: map, state: new Map(), scalars: {} }).updates,
      );
    }, inputs);
    const outputs = await (await backend.compile(graph)).run(inputs);
    return Object.fromEntries(
      await Promise.all(
        Object.entries(outputs).map(async ([name, x]) => [name, [...toNumbers(await x.read())]] as const),
      ),
    );
  }

  it('by global norm matches PyTorch', async () => {
    for (const { maxNorm, clipped: expected } of byNorm.filter(({ normType }) => normType === 2)) {
      const actual = await clipped(clipByGlobalNorm(maxNorm));
      for (const [name, values] of Object.entries(expected))
        assertClose(name, actual[name] ?? [], values, { relative: 1e-6 });
    }
  });

  it('by value matches PyTorch', async () => {
    for (const { clipValue, clipped: expected } of byValue) {
      const actual = await clipped(clipByValue(clipValue));
      for (const [name, values] of Object.entries(expected))
        assertClose(name, actual[name] ?? [], values, { relative: 1e-7 });
    }
  });
});
