import { adamW, gptParameters, initialParameters, trainingBatch } from '../gpt.ts';
import type { GptConfig } from '../gpt.ts';
import { serveEngine } from './engine.ts';
import type { Step } from './engine.ts';
import { installTfjsThreads } from './tfjs-threads.ts';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

await serveEngine(async (config, threads) => {
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
  return createStep(config);
});

async function createStep(config: GptConfig): Promise<Step> {
  const tf = await import('@tensorflow/tfjs-core');
  const { causalAttention, embed, gelu, layerNorm, linear, residual, tiedCrossEntropy } =
    await import('./tfjs-ops.ts');
  const { layers: L, width: C, heads: H, sequence: T, batch: B, vocabulary: V } = config;
  const sizes = { B, T, H, D: C / H };

  const batch = trainingBatch(config);
  const ids = tf.tensor1d(batch.ids, 'int32');
  const flatTargets = tf.tensor1d(
    batch.targets.map((target, i) => i * V + target),
    'int32',
  );
  const oneHot = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(batch.targets, 'int32'), V), 'float32'));
  const mask = tf.tensor2d(
    Float32Array.from({ length: T * T }, (_, i) => (i % T > Math.floor(i / T) ? -1e9 : 0)),
    [T, T],
  );

  function loss(...parameters: Tensor[]): Tensor {
    let next = 0;
    const take = (): Tensor => parameters[next++] as Tensor;
    const wte = take();
    let x = embed(wte, take(), ids);
    for (let l = 0; l < L; l++) {
      const qkv = linear(layerNorm(x, take(), take()), take(), take());
      x = residual(x, linear(causalAttention(qkv, mask, sizes), take(), take()));
      const hidden = gelu(linear(layerNorm(x, take(), take()), take(), take()));
      x = residual(x, linear(hidden, take(), take()));
    }
    return tiedCrossEntropy(layerNorm(x, take(), take()), wte, oneHot, flatTargets);
  }

  const shapes = gptParameters(config).map((p) => [...p.shape]);
  let p = initialParameters(config).map((values, i) => tf.tensor(values, shapes[i]));
  let m = shapes.map((shape) => tf.zeros(shape));
  let v = shapes.map((shape) => tf.zeros(shape));
  let t = 0;
  const lossAndGradients = tf.valueAndGrads((...parameters) => loss(...parameters) as Scalar);

  return async () => {
    t++;
    const { learningRate, beta1, beta2, epsilon } = adamW;
    // Moments are kept divided by 1 − β, so that one product each suffices: m' = m/(1−β₁), v' = v/(1−β₂)
    const rootScale = Math.sqrt((1 - beta2) / (1 - beta2 ** t));
    const rate = (learningRate * (1 - beta1)) / (1 - beta1 ** t) / rootScale;
    const next = tf.tidy(() => {
      const { value, grads } = lossAndGradients(p);
      const m2 = m.map((mean, i) => tf.add(tf.mul(mean, beta1), grads[i] as Tensor));
      const v2 = v.map((square, i) => tf.add(tf.mul(square, beta2), tf.square(grads[i] as Tensor)));
      const p2 = p.map((parameter, i) => {
        const direction = tf.div(m2[i] as Tensor, tf.add(tf.sqrt(v2[i] as Tensor), epsilon / rootScale));
        return tf.sub(parameter, tf.mul(direction, rate));
      });
      return { value, p: p2, m: m2, v: v2 };
    });
    tf.dispose([p, m, v]);
    p = next.p;
    m = next.m;
    v = next.v;
    const [value] = await next.value.data();
    next.value.dispose();
    return value as number;
  };
}
