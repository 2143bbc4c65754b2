import {
  add,
  type Backend,
  Module,
  multiply,
  type Objective,
  Parameter,
  reduceMean,
  scalar,
  square,
  type Tensor,
  type Batch,
  type DeviceTensor,
  hostTensor,
  type HostTensor,
  type Optimizer,
  referenceBackend,
  ShapeError,
  toNumbers,
} from '@fm/core';
import { assertClose } from '@fm/core/testing';
import { ortBackend } from '@fm/ort/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { adamW, adafactor, chain, clipByGlobalNorm, ema, lion, muon, sgd } from '../optimizers/index.ts';
import {
  batchAt,
  firstParameters,
  LinearRegression,
  plainSquaredError,
  squaredError,
} from '../testing/linear-regression.ts';
import {
  averagedParameters,
  type CompiledStep,
  compileStep,
  parametersOf,
  type StepMetrics,
  toCheckpoint,
  type TrainState,
} from './index.ts';

const reference = referenceBackend();
let ort: Backend;
beforeAll(async () => {
  ort = await ortBackend({ intraOpThreads: 1 });
});
afterAll(() => ort[Symbol.asyncDispose]());

const model = new LinearRegression();
const optimizer = chain(clipByGlobalNorm(1), adamW({ learningRate: 0.05 }));

async function run(
  step: CompiledStep,
  batches: readonly (Batch | readonly Batch[])[],
  start = step.start(firstParameters()),
): Promise<{ state: TrainState; metrics: StepMetrics[] }> {
  let state = start;
  const metrics: StepMetrics[] = [];
  for (const batch of batches) {
    const result = await step(state, batch);
    state = result.state;
    metrics.push(result.metrics);
  }
  return { state, metrics };
}

async function numbers(
  tensors: Readonly<Record<string, DeviceTensor>>,
): Promise<Record<string, readonly number[]>> {
  const read = Object.entries(tensors).map(
    async ([name, tensor]) => [name, [...toNumbers(await tensor.read())]] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

const ten = Array.from({ length: 10 }, (_, i) => batchAt(i));

describe('compileStep', () => {
  it('learns', async () => {
    await using step = compileStep({ model, objective: squaredError, optimizer, backend: ort });
    const { metrics } = await run(
      step,
      Array.from({ length: 120 }, (_, i) => batchAt(i)),
    );
    expect(metrics.at(-1)?.loss).toBeLessThan((metrics[0]?.loss ?? 0) / 50);
    expect(metrics[0]).toMatchObject({
      weight: 8,
      learningRate: 0.05,
      values: { meanError: expect.any(Number) },
    });
  });

  const optimizers: Record<string, Optimizer> = {
    sgd: sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
    adamW: optimizer,
    lion: lion({ learningRate: 0.01, weightDecay: 0.1 }),
    adafactor: adafactor({ learningRate: 0.1 }),
    'muon with averages': chain(muon({ learningRate: 0.05 }), ema(0.9)),
  };
  for (const [name, each] of Object.entries(optimizers)) {
    it(`keeps the numbers of ${name} right while buffers are swapped and written in place`, async () => {
      const states = await Promise.all(
        [reference, ort].map(async (backend) => {
          await using step = compileStep({ model, objective: squaredError, optimizer: each, backend });
          const { state, metrics } = await run(step, ten);
          return { tensors: await numbers(state.tensors), losses: metrics.map(({ loss }) => loss) };
        }),
      );
      assertClose('losses', states[1]?.losses ?? [], states[0]?.losses ?? [], { relative: 1e-5 });
      for (const [tensor, values] of Object.entries(states[0]?.tensors ?? {})) {
        assertClose(tensor, states[1]?.tensors[tensor] ?? [], values, { relative: 2e-5, absolute: 1e-6 });
      }
    });
  }

  for (const [name, { group, ...whole }] of Object.entries(optimizers).filter(
    ([, each]) => each.group !== undefined,
  )) {
    it(`gives the same numbers for ${name} in pieces and as whole tensors`, async () => {
      class Wide extends Module {
        readonly table = new Parameter([700, 800], () => []);
        readonly bias = new Parameter([800], () => []);
      }
      const wide = new Wide();
      const values = (length: number): Float32Array<ArrayBuffer> =>
        Float32Array.from({ length }, (_, i) => Math.sin(i));
      const parameters = {
        table: hostTensor('f32', values(560_000), [700, 800]),
        bias: hostTensor('f32', values(800)),
      };
      const objective: Objective<Wide> = {
        name: 'bowl',
        loss: ({ table, bias }, { x }) => ({
          loss: reduceMean(square(multiply(add(table, bias), x as Tensor))),
          weight: scalar(1),
        }),
      };
      expect(group).toBeDefined();
      const states = [];
      for (const optimizer of [{ ...whole, ...(group && { group }) }, whole]) {
        await using step = compileStep({ model: wide, objective, optimizer, backend: ort });
        const x = hostTensor('f32', [3], []);
        const { state, metrics } = await run(step, [{ x }, { x }, [{ x }, { x }]], step.start(parameters));
        states.push({ metrics, tensors: await numbers(state.tensors) });
      }
      const [pieces, tensors] = states;
      for (const [key, expected] of Object.entries(tensors?.tensors ?? {})) {
        assertClose(key, pieces?.tensors[key] ?? [], expected, { relative: 1e-6 });
      }
      const norms = (all: readonly StepMetrics[] = []): number[] =>
        all.flatMap((m) => [m.loss, m.gradientNorm, m.updateNorm]);
      // A sum of half a million f32 squares at once is less exact than one in pieces.
      assertClose('norms', norms(pieces?.metrics), norms(tensors?.metrics), { relative: 1e-4 });
    });
  }

  it('gives identical numbers for the same seed, and others for another', async () => {
    await using step = compileStep({ model, objective: squaredError, optimizer, backend: ort });
    const runs = [];
    for (const seed of [3, 3, 4]) runs.push(await run(step, ten, step.start(firstParameters(), { seed })));
    const [first, second, third] = await Promise.all(
      runs.map(async ({ state, metrics }) => ({ metrics, tensors: await numbers(state.tensors) })),
    );
    expect(second).toEqual(first);
    expect(third).not.toEqual(first);
  });

  it('continues from a checkpoint bit by bit', async () => {
    await using step = compileStep({ model, objective: squaredError, optimizer, backend: ort });
    const whole = await run(step, ten);
    const half = await run(step, ten.slice(0, 5));
    const checkpoint = await toCheckpoint(half.state, undefined);
    const kept = structuredClone(checkpoint);
    const resumed = await run(step, ten.slice(5), step.restore(checkpoint));
    expect(await numbers(resumed.state.tensors)).toEqual(await numbers(whole.state.tensors));
    expect(resumed.metrics).toEqual(whole.metrics.slice(5));
    expect(kept.step).toBe(5);
  });

  it('averages the gradients of micro-batches into that of the whole batch', async () => {
    const big = batchAt(0, 12);
    const part = (tensor: HostTensor, from: number, to: number): HostTensor => {
      const width = tensor.shape[1] as number;
      return hostTensor('f32', (tensor.data as Float32Array).slice(from * width, to * width), [
        to - from,
        width,
      ]);
    };
    const cut = (from: number, to: number): Batch => ({
      x: part(big.x as HostTensor, from, to),
      y: part(big.y as HostTensor, from, to),
    });
    await using step = compileStep({ model, objective: plainSquaredError, optimizer, backend: ort });
    const whole = await run(step, [big, big, big]);
    const micro = [cut(0, 4), cut(4, 10), cut(10, 12)];
    const accumulated = await run(step, [micro, micro, micro]);
    for (const [i, metrics] of whole.metrics.entries()) {
      const { loss, weight, gradientNorm, updateNorm, values } = accumulated.metrics[i] as StepMetrics;
      const flat = (m: StepMetrics): number[] => [
        m.loss,
        m.weight,
        m.gradientNorm,
        m.updateNorm,
        m.values.meanError as number,
      ];
      assertClose(
        'metrics',
        [loss, weight, gradientNorm, updateNorm, values.meanError as number],
        flat(metrics),
      );
    }
    const [a, b] = [await numbers(accumulated.state.tensors), await numbers(whole.state.tensors)];
    for (const [name, values] of Object.entries(b)) assertClose(name, a[name] ?? [], values);
  });

  it('leaves frozen parameters alone, without state for them', async () => {
    await using step = compileStep({
      model,
      objective: squaredError,
      optimizer,
      backend: ort,
      trainable: /bias/,
    });
    const { state } = await run(step, ten);
    expect(Object.keys(state.tensors).filter((name) => name.startsWith('optimizer/'))).toEqual([
      'optimizer/adamW/first/bias',
      'optimizer/adamW/second/bias',
    ]);
    expect((await numbers(state.tensors))['parameters/weight']).toEqual([
      ...toNumbers(firstParameters().weight as HostTensor),
    ]);
  });

  it('keeps averaged parameters beside the raw ones', async () => {
    await using step = compileStep({
      model,
      objective: squaredError,
      optimizer: chain(sgd({ learningRate: 0.1 }), ema(0.5)),
      backend: ort,
    });
    const { state } = await run(step, [batchAt(0)]);
    const [raw, averaged] = [await numbers(parametersOf(state)), await numbers(averagedParameters(state))];
    const expected = (raw.bias ?? []).map((value) => value / 2);
    assertClose('average', averaged.bias ?? [], expected);
  });

  it('compiles once per batch signature', async () => {
    let compiled = 0;
    const counting: Backend = Object.create(ort, {
      compile: { value: (...args: Parameters<Backend['compile']>) => (compiled++, ort.compile(...args)) },
    }) as Backend;
    const backend: Backend = {
      ...counting,
      name: 'counting',
      compile: counting.compile,
      tensor: (host) => ort.tensor(host),
      empty: (dtype, shape) => ort.empty(dtype, shape),
    };
    await using step = compileStep({ model, objective: squaredError, optimizer, backend });
    await run(step, [batchAt(0), batchAt(1), batchAt(2, 4), batchAt(3)]);
    // Two programs for gradients, one for the update of all parameters.
    expect(compiled).toBe(3);
  });

  it('does not touch the parameters it was given', async () => {
    const parameters = firstParameters();
    await using step = compileStep({ model, objective: squaredError, optimizer, backend: ort });
    await run(step, ten, step.start(parameters));
    expect(parameters).toEqual(firstParameters());
  });

  it('plans parameters, operations and memory', () => {
    const step = compileStep({ model, objective: plainSquaredError, optimizer, backend: ort });
    const plan = step.plan(batchAt(0));
    expect(plan).toMatchObject({ parameters: 11, trainable: 11 });
    // Forward and the weight's gradient; nothing needs the gradient of the inputs.
    expect(plan.flops).toBe(2 * (2 * 8 * 4 * 2));
    expect(plan.memory).toMatchObject({ parameters: 44, gradients: 44, optimizer: 88 });
    const whole = compileStep({ model, objective: plainSquaredError, optimizer: adafactor(), backend: ort });
    expect(whole.plan(batchAt(0)).memory).toMatchObject({ parameters: 88, gradients: 44 });
    expect(plan.memory.activations).toBeGreaterThan(8 * 2 * 4);
  });
});

describe('bad input to a step', () => {
  const compiled = (): CompiledStep =>
    compileStep({ model, objective: squaredError, optimizer, backend: reference });

  it('names a parameter that is missing, unknown or of another shape', () => {
    const step = compiled();
    const { bias, ...rest } = firstParameters();
    expect(() => step.start(rest)).toThrow(/parameter "bias" is missing/);
    expect(() => step.start({ ...firstParameters(), extra: bias as HostTensor })).toThrow(
      /"extra" has no place/,
    );
    expect(() => step.start({ ...firstParameters(), bias: hostTensor('f32', [1, 2, 3]) })).toThrow(
      ShapeError,
    );
    expect(() => step.start({ ...firstParameters(), bias: hostTensor('f64', [1, 2]) })).toThrow(
      /expected: f32\[2\]\n.*received: f64\[2\]/,
    );
  });

  it('names the tensor of a checkpoint that does not fit', async () => {
    const step = compiled();
    const checkpoint = await toCheckpoint(step.start(firstParameters()), undefined);
    const other = compileStep({
      model,
      objective: squaredError,
      optimizer: sgd({ learningRate: 1 }),
      backend: reference,
    });
    expect(() => other.restore(checkpoint)).toThrow(/"optimizer\/adamW\/first\/weight" has no place/);
    expect(() => step.restore({ ...checkpoint, tensors: {} })).toThrow(/"key" is missing/);
  });

  it('refuses a batch of the wrong shape or dtype while tracing', async () => {
    const step = compiled();
    const { x, y } = batchAt(0) as { x: HostTensor; y: HostTensor };
    await expect(step(step.start(firstParameters()), { x: y, y })).rejects.toMatchObject({
      code: 'FM_SHAPE',
    });
    await expect(
      step(step.start(firstParameters()), { x: { ...x, dtype: 'f64', data: new Float64Array(32) }, y }),
    ).rejects.toMatchObject({ code: 'FM_SHAPE' });
    await expect(step(step.start(firstParameters()), [])).rejects.toMatchObject({ code: 'FM_ARGUMENT' });
  });

  it('refuses a state that was used before', async () => {
    const step = compiled();
    const state = step.start(firstParameters());
    await step(state, batchAt(0));
    await expect(step(state, batchAt(1))).rejects.toMatchObject({ code: 'FM_ARGUMENT' });
  });

  it('refuses a model of which nothing is trainable', () => {
    expect(() =>
      compileStep({ model, objective: squaredError, optimizer, backend: reference, trainable: /nothing/ }),
    ).toThrow(/No parameter is trainable/);
  });

  it('refuses a loss that is no scalar', async () => {
    const step = compileStep({
      model,
      objective: { name: 'vector', loss: (m: LinearRegression) => ({ loss: m.bias, weight: m.gain }) },
      optimizer,
      backend: reference,
    });
    await expect(step(step.start(firstParameters()), batchAt(0))).rejects.toThrow(
      /vector: loss is no scalar/,
    );
  });

  it('names the first tensor that is not finite', async () => {
    const step = compiled();
    const poisoned = batchAt(0);
    (poisoned.y as HostTensor<'f32'>).data[3] = Number.NaN;
    await expect(step(step.start(firstParameters()), poisoned)).rejects.toMatchObject({
      code: 'FM_NUMERICAL',
      message: expect.stringContaining('batch/y is not finite'),
    });
    await expect(step(step.start(firstParameters()), [batchAt(0), poisoned])).rejects.toMatchObject({
      message: expect.stringContaining('batch/y is not finite'),
    });

    const damaged = { ...firstParameters(), bias: hostTensor('f32', [0, Number.POSITIVE_INFINITY]) };
    await expect(step(step.start(damaged), batchAt(0))).rejects.toThrow(
      /parameters\/bias is not finite.*\n.*\n.*Infinity at index 1/,
    );

    const huge = { ...firstParameters(), weight: hostTensor('f32', Array<number>(8).fill(1e30), [4, 2]) };
    await expect(step(step.start(huge), batchAt(0))).rejects.toThrow(/Step 1: loss is not finite/);
    // And the step is still good for another state.
    await expect(step(step.start(firstParameters()), [batchAt(0), batchAt(1)])).resolves.toMatchObject({
      state: { step: 1 },
    });
  });
});
