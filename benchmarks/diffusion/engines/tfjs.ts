import type { NamedTensorMap, Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';

import { installTfjsThreads } from '../../train/engines/tfjs-threads.ts';
import { adam, initialParameters, inputs, sizes, timeWaves, unet, type UnetOps } from '../unet.ts';
import { type Engine, serveEngine } from './engine.ts';
import { registerTfjsGradients } from './tfjs-gradients.ts';

await serveEngine(async (threads) => {
  if (threads > 1) installTfjsThreads(threads);
  const tf = await import('@tensorflow/tfjs-core');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  if (threads > 1) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
    wasm.setThreadsCount(threads);
  }
  tf.enableProdMode();
  await tf.setBackend('wasm');
  if (wasm.getThreadsCount() !== threads)
    throw new Error(`tfjs runs ${wasm.getThreadsCount()} threads, not ${threads}`);
  return createEngine();
});

async function createEngine(): Promise<Engine> {
  const tf = await import('@tensorflow/tfjs-core');
  await registerTfjsGradients();

  /** The wasm backend has no kernel for the gradient of a convolution's weights: a product for each of their elements. */
  function weightGradient(
    x: Tensor4D,
    dy: Tensor4D,
    shape: number[],
    stride: number,
    padding: number,
  ): Tensor {
    const [height = 0, width = 0, inChannels = 0, outChannels = 0] = shape;
    const [batch, outHeight, outWidth] = dy.shape;
    const padded = tf.pad(x, [
      [0, 0],
      [padding, padding],
      [padding, padding],
      [0, 0],
    ]);
    const rows = batch * outHeight * outWidth;
    const cotangent = tf.reshape(dy, [rows, outChannels]);
    const taps: Tensor[] = [];
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const end = [batch, i + stride * (outHeight - 1) + 1, j + stride * (outWidth - 1) + 1, inChannels];
        const patch = tf.stridedSlice(padded, [0, i, j, 0], end, [1, stride, stride, 1]);
        const columns = tf.transpose(tf.reshape(patch, [rows, inChannels]));
        taps.push(tf.matMul(columns as never, cotangent as never));
      }
    }
    return tf.reshape(tf.stack(taps), shape);
  }

  function convolution(x: Tensor4D, weight: Tensor4D, stride: number, padding: number): Tensor {
    const inShape = x.shape;
    const run = tf.customGrad(((image: Tensor, kernel: Tensor, save: (saved: Tensor[]) => void) => {
      save([image, kernel]);
      return {
        value: tf.conv2d(image as Tensor4D, kernel as Tensor4D, stride, padding),
        gradFunc: (dy: Tensor, saved: Tensor[]) => {
          const [images, kernels] = saved as [Tensor4D, Tensor4D];
          const back = tf.conv2dTranspose(dy as Tensor4D, kernels, inShape, stride, padding);
          return [back, weightGradient(images, dy as Tensor4D, kernels.shape, stride, padding)];
        },
      };
    }) as never) as (...operands: Tensor[]) => Tensor;
    return run(x, weight);
  }

  function opsOf(parameters: NamedTensorMap): UnetOps<Tensor> {
    const parameter = (name: string): Tensor => parameters[name] as Tensor;
    const ops: UnetOps<Tensor> = {
      has: (name) => `${name}.weight` in parameters,
      convolve(x, name, { stride = 1, padding = 1 } = {}) {
        const kernels = tf.transpose(parameter(`${name}.weight`), [2, 3, 1, 0]) as Tensor4D; // OIHW → HWIO
        return tf.add(convolution(x as Tensor4D, kernels, stride, padding), parameter(`${name}.bias`));
      },
      linear: (x, name) =>
        tf.add(
          tf.matMul(x as never, tf.transpose(parameter(`${name}.weight`)) as never),
          parameter(`${name}.bias`),
        ),
      groupNorm(x, name) {
        const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
        const groups = tf.reshape(x, [batch, height * width, sizes.groups, channels / sizes.groups]);
        const centred = tf.sub(groups, tf.mean(groups, [1, 3], true));
        const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), [1, 3], true), 1e-5));
        const normed = tf.reshape(tf.mul(centred, scale), x.shape);
        return tf.add(tf.mul(normed, parameter(`${name}.weight`)), parameter(`${name}.bias`));
      },
      silu: (x) => tf.mul(x, tf.sigmoid(x)),
      add: (x, y) => tf.add(x, y),
      addToPixels: (x, vector) => tf.add(x, tf.reshape(vector, [vector.shape[0] ?? 0, 1, 1, -1])),
      joinChannels: (x, y) => tf.concat([x, y], 3),
      enlarge(x) {
        const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
        const wide = tf.tile(tf.reshape(x, [batch * height, 1, width, channels]), [1, 2, 1, 1]);
        const rows = tf.reshape(wide, [batch * 2 * height * width, 1, channels]);
        return tf.reshape(tf.tile(rows, [1, 2, 1]), [batch, 2 * height, 2 * width, channels]);
      },
      attend(x, name) {
        const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
        const pixels = tf.reshape(x, [batch * height * width, channels]);
        const heads = (part: string): Tensor =>
          tf.transpose(
            tf.reshape(ops.linear(pixels, `${name}.${part}`), [
              batch,
              height * width,
              sizes.heads,
              sizes.headWidth,
            ]),
            [0, 2, 1, 3],
          );
        const scores = tf.matMul(heads('to_q') as never, heads('to_k') as never, false, true) as Tensor;
        const weights = tf.softmax(tf.mul(scores, 1 / Math.sqrt(sizes.headWidth)));
        const mixed = tf.transpose(
          tf.matMul(weights as never, heads('to_v') as never) as Tensor,
          [0, 2, 1, 3],
        );
        const joined = ops.linear(tf.reshape(mixed, [batch * height * width, channels]), `${name}.to_out.0`);
        return tf.reshape(joined, x.shape);
      },
      embed: (labels, name) => tf.matMul(labels as never, parameter(`${name}.weight`) as never),
    };
    return ops;
  }

  const named = initialParameters();
  const create = (): Record<string, Tensor> =>
    Object.fromEntries(named.map(({ name, data, shape }) => [name, tf.tensor(data, [...shape])]));
  const names = named.map(({ name }) => name);
  const fixed = create();
  let p = names.map((name) => create()[name] as Tensor);
  let m = named.map(({ shape }) => tf.zeros([...shape]) as Tensor);
  let v = named.map(({ shape }) => tf.zeros([...shape]) as Tensor);
  const load = (count: number): { x: Tensor; waves: Tensor; labels: Tensor; target: Tensor } => {
    const given = inputs(count);
    const image = (data: Float32Array): Tensor => tf.tensor(data, [count, sizes.side, sizes.side, 1]);
    return {
      x: image(given.samples),
      target: image(given.target),
      waves: tf.tensor(timeWaves(given.time), [count, sizes.waves]),
      labels: tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d([...given.labels], 'int32'), 11), 'float32')),
    };
  };
  const batch = load(sizes.training);
  let t = 0;
  const lossAndGradients = tf.valueAndGrads((...parameters: Tensor[]) => {
    const byName = Object.fromEntries(parameters.map((value, i) => [names[i] as string, value]));
    const answer = unet(opsOf(byName), batch);
    return tf.mean(tf.square(tf.sub(answer, batch.target))) as Scalar;
  });
  return {
    async train() {
      t++;
      const scale = Math.sqrt((1 - adam.beta2) / (1 - adam.beta2 ** t));
      const rate = (adam.learningRate * (1 - adam.beta1)) / (1 - adam.beta1 ** t) / scale;
      // Moments are kept divided by 1 − β, so that one product each suffices.
      const next = tf.tidy(() => {
        const { value, grads } = lossAndGradients(p);
        const m2 = m.map((mean, i) => tf.add(tf.mul(mean, adam.beta1), grads[i] as Tensor));
        const v2 = v.map((square, i) => tf.add(tf.mul(square, adam.beta2), tf.square(grads[i] as Tensor)));
        const p2 = p.map((parameter, i) => {
          const deviation = tf.add(tf.sqrt(v2[i] as Tensor), adam.epsilon / scale);
          return tf.sub(parameter, tf.mul(tf.div(m2[i] as Tensor, deviation), rate));
        });
        return { value, p: p2, m: m2, v: v2 };
      });
      tf.dispose([p, m, v]);
      ({ p, m, v } = next);
      const [value] = await next.value.data();
      next.value.dispose();
      return value as number;
    },
    async sample() {
      const { x: start, labels } = load(sizes.sampling);
      let x = start;
      for (let i = 0; i < sizes.steps; i++) {
        const time = new Array<number>(sizes.sampling).fill(1000 * (1 - i / sizes.steps));
        const next = tf.tidy(() => {
          const waves = tf.tensor(timeWaves(time), [sizes.sampling, sizes.waves]);
          return tf.sub(x, tf.div(unet(opsOf(fixed), { x, waves, labels }), sizes.steps));
        });
        x.dispose();
        x = next;
      }
      return x.data();
    },
  };
}
