import type * as JaxJs from '@jax-js/jax';

import { installWebWorker } from '../../train/engines/web-worker.ts';
import { adam, initialParameters, inputs, sizes, timeWaves, unet, type UnetOps } from '../unet.ts';
import { type Engine, serveEngine } from './engine.ts';

type Tensor = JaxJs.numpy.Array;

await serveEngine(async (threads) => {
  if (threads > 1) installWebWorker(); // jax-js takes its thread pool from the global Worker
  const jax = await import('@jax-js/jax');
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  return createEngine(jax);
});

function createEngine(jax: typeof JaxJs): Engine {
  const { numpy: np, nn, lax } = jax;
  const named = initialParameters();
  const places = new Map(named.map(({ name }, i) => [name, i]));

  /** Arrays are used up where they are used, hence `ref`. */
  function opsOf(parameters: readonly Tensor[]): UnetOps<Tensor> {
    const parameter = (name: string): Tensor => (parameters[places.get(name) as number] as Tensor).ref;
    const perChannel = (x: Tensor): Tensor => x.reshape([1, -1, 1, 1]);
    const ops: UnetOps<Tensor> = {
      has: (name) => places.has(`${name}.weight`),
      // A sum of products, one for each place of the kernel: seven and forty times as fast as its convolution and its gradient.
      convolve(x, name, { stride = 1, padding = 1 } = {}) {
        const [batch, channels, height, width] = x.shape as [number, number, number, number];
        const kernel = parameter(`${name}.weight`).transpose([2, 3, 1, 0]); // [side, side, in, out]
        const [side, , , out] = kernel.shape as [number, number, number, number];
        const images = x.ref.transpose([0, 2, 3, 1]);
        const padded = np.pad(images, [
          [0, 0],
          [padding, padding],
          [padding, padding],
          [0, 0],
        ]);
        const products = Array.from({ length: side * side }, (_, place) => {
          const [row, column] = [Math.floor(place / side), place % side];
          const shifted = padded.ref.slice([], [row, row + height], [column, column + width]);
          return np.matmul(shifted.reshape([-1, channels]), kernel.ref.slice(row, column));
        });
        padded.dispose();
        kernel.dispose();
        const sum = products.reduce((total, product) => total.add(product));
        const everywhere = sum.reshape([batch, height / stride, stride, width / stride, stride, out]);
        const kept = everywhere.slice([], [], 0, [], 0); // [batch, height / stride, width / stride, out]
        return kept.add(parameter(`${name}.bias`)).transpose([0, 3, 1, 2]);
      },
      linear: (x, name) =>
        np.matmul(x.ref, parameter(`${name}.weight`).transpose()).add(parameter(`${name}.bias`)),
      groupNorm(x, name) {
        const [batch, , height, width] = x.shape as [number, number, number, number];
        const normed = nn.standardize(x.ref.reshape([batch, sizes.groups, -1]), -1, { epsilon: 1e-5 });
        const images = normed.reshape([batch, -1, height, width]);
        return images.mul(perChannel(parameter(`${name}.weight`))).add(perChannel(parameter(`${name}.bias`)));
      },
      silu: (x) => nn.silu(x.ref),
      add: (x, y) => x.ref.add(y.ref),
      addToPixels: (x, vector) => x.ref.add(vector.ref.reshape([...vector.shape, 1, 1])),
      joinChannels: (x, y) => np.concatenate([x.ref, y.ref], 1),
      enlarge(x) {
        const [batch, channels, height, width] = x.shape as [number, number, number, number];
        const copies = np.broadcastTo(x.ref.reshape([batch, channels, height, 1, width, 1]), [
          batch,
          channels,
          height,
          2,
          width,
          2,
        ]);
        return copies.reshape([batch, channels, 2 * height, 2 * width]);
      },
      attend(x, name) {
        const [batch, channels, height, width] = x.shape as [number, number, number, number];
        const pixels = x.ref.reshape([batch, channels, -1]).transpose([0, 2, 1]);
        const heads = (part: string): Tensor =>
          ops
            .linear(pixels, `${name}.${part}`)
            .reshape([batch, height * width, sizes.heads, sizes.headWidth])
            .transpose([0, 2, 1, 3]);
        const scores = np.matmul(heads('to_q'), heads('to_k').transpose([0, 1, 3, 2]));
        const weights = nn.softmax(scores.mul(1 / Math.sqrt(sizes.headWidth)), -1);
        const mixed = np.matmul(weights, heads('to_v')).transpose([0, 2, 1, 3]);
        const joined = ops.linear(mixed.reshape([batch, height * width, channels]), `${name}.to_out.0`);
        return joined.transpose([0, 2, 1]).reshape([batch, channels, height, width]);
      },
      // A gather's gradient cannot be compiled; a product with eleven columns costs nothing.
      embed: (labels, name) => np.matmul(nn.oneHot(labels.ref, 11), parameter(`${name}.weight`)),
    };
    return ops;
  }

  const forward = (p: Tensor[], x: Tensor, waves: Tensor, labels: Tensor): Tensor =>
    unet(opsOf(p), { x, waves, labels });
  const lossOf = (p: Tensor[], x: Tensor, waves: Tensor, labels: Tensor, target: Tensor): Tensor =>
    np.square(forward(p, x, waves, labels).sub(target.ref)).mean();
  const gradientProgram = jax.jit(jax.valueAndGrad(lossOf));
  const forwardProgram = jax.jit(forward);
  const updateProgram = jax.jit((p: Tensor[], m: Tensor[], v: Tensor[], g: Tensor[], c: Tensor[]) => {
    const [c1, c2] = c as [Tensor, Tensor];
    const m2 = m.map((mean, i) => mean.mul(adam.beta1).add((g[i] as Tensor).ref.mul(1 - adam.beta1)));
    const v2 = v.map((square, i) =>
      square.mul(adam.beta2).add(np.square(g[i] as Tensor).mul(1 - adam.beta2)),
    );
    const p2 = p.map((value, i) => {
      const denominator = np.sqrt((v2[i] as Tensor).ref.mul(c2.ref)).add(adam.epsilon);
      return value.sub((m2[i] as Tensor).ref.mul(c1.ref).mul(adam.learningRate).div(denominator));
    });
    return { p: p2, m: m2, v: v2 };
  });

  const create = (data: Float32Array, shape: readonly number[]): Tensor =>
    np.array(data as Float32Array<ArrayBuffer>, { shape: [...shape] });
  const first = (): Tensor[] => named.map(({ data, shape }) => create(data, shape));
  const fixed = first();
  let state = {
    p: first(),
    m: named.map(({ shape }) => np.zeros([...shape])),
    v: named.map(({ shape }) => np.zeros([...shape])),
  };
  const load = (count: number): { x: Tensor; waves: Tensor; labels: Tensor; target: Tensor } => {
    const { samples, target, time, labels } = inputs(count);
    return {
      x: create(samples, [count, 1, sizes.side, sizes.side]),
      target: create(target, [count, 1, sizes.side, sizes.side]),
      waves: create(timeWaves(time), [count, sizes.waves]),
      labels: np.array(Int32Array.from(labels), { shape: [count] }),
    };
  };
  const batch = load(sizes.training);
  let t = 0;
  return {
    async train() {
      t++;
      const p = state.p.map((each) => each.ref);
      const [loss, gradients] = gradientProgram(
        p,
        batch.x.ref,
        batch.waves.ref,
        batch.labels.ref,
        batch.target.ref,
      ) as [Tensor, Tensor[]];
      const c = [np.array(1 / (1 - adam.beta1 ** t)), np.array(1 / (1 - adam.beta2 ** t))];
      state = updateProgram(state.p, state.m, state.v, gradients, c) as typeof state;
      await jax.blockUntilReady(state);
      return (await loss.data())[0] as number;
    },
    async sample() {
      const { x: start, labels } = load(sizes.sampling);
      let x = start;
      for (let i = 0; i < sizes.steps; i++) {
        const time = new Array<number>(sizes.sampling).fill(1000 * (1 - i / sizes.steps));
        const waves = create(timeWaves(time), [sizes.sampling, sizes.waves]);
        const p = fixed.map((each) => each.ref);
        const flow = forwardProgram(p, x.ref, waves, labels.ref) as Tensor;
        x = x.sub(flow.mul(1 / sizes.steps));
        await jax.blockUntilReady(x);
      }
      return x.data() as Promise<Float32Array>;
    },
  };
}
