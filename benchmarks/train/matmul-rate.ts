import { emitOnnx, matmul, slice, trace } from '@fm/core';
import type { TensorType } from '@fm/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';

import { sizeOf } from './gpt.ts';
import type { GptConfig } from './gpt.ts';

/** A matrix product `[batch, m, k] · [batch, k, n]` and how often one training step needs it. */
export interface Product {
  readonly name: string;
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly count: number;
}

/** A product with its median time, once. */
export interface ProductTime extends Product {
  readonly ms: number;
}

/** The matrix products of a training step: each forward one, and its two backward. */
export function productsOf(config: GptConfig): Product[] {
  const { layers, width, heads, sequence, vocabulary } = config;
  const tokens = config.batch * sequence;
  const linear = (name: string, k: number, n: number): Product => ({
    name,
    batch: 1,
    m: tokens,
    k,
    n,
    count: layers,
  });
  const attention = (name: string, k: number, n: number): Product => ({
    name,
    batch: config.batch * heads,
    m: sequence,
    k,
    n,
    count: layers,
  });
  const forward = [
    linear('qkv', width, 3 * width),
    attention('scores', width / heads, sequence),
    attention('mixing', sequence, width / heads),
    linear('projection', width, width),
    linear('mlp up', width, 4 * width),
    linear('mlp down', 4 * width, width),
    { ...linear('head', width, vocabulary), count: 1 },
  ];
  return forward.flatMap((product) => {
    const { name, m, k, n } = product;
    return [
      product,
      { ...product, name: `${name} d input`, k: n, n: k }, // dy · bᵀ
      { ...product, name: `${name} d weight`, m: k, k: m }, // aᵀ · dy
    ];
  });
}

/**
 * Times every product of a training step alone in ONNX Runtime: operands contiguous and not transposed,
 * not known before the run (so nothing is packed beforehand), and nothing else in the graph but a slice
 * of one element, which spares copying the result.
 */
export async function timeProducts(config: GptConfig, threads: number): Promise<ProductTime[]> {
  const times: ProductTime[] = [];
  for (const product of productsOf(config))
    times.push({ ...product, ms: await timeProduct(product, threads) });
  return times;
}

async function timeProduct({ batch, m, k, n }: Product, threads: number, runs = 7): Promise<number> {
  const leading = batch === 1 ? [] : [batch];
  const types = {
    a: { dtype: 'f32', shape: [...leading, m, k] },
    b: { dtype: 'f32', shape: [...leading, k, n] },
  } satisfies Record<string, TensorType>;
  const graph = trace(({ a, b }) => {
    const product = matmul(a, b);
    return {
      corner: slice(
        product,
        product.shape.map((_, axis) => ({ axis, size: 1 })),
      ),
    };
  }, types);
  const session = await InferenceSession.create(emitOnnx(graph).model, { intraOpNumThreads: threads });
  const operand = (shape: number[]): Tensor => new Tensor(randomValues(sizeOf(shape)), shape);
  const feeds = { a: operand(types.a.shape), b: operand(types.b.shape) };
  const ms: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    await session.run(feeds);
    if (run > 0) ms.push(performance.now() - start); // the first run allocates
  }
  await session.release();
  return ms.toSorted((x, y) => x - y)[runs >> 1] ?? NaN;
}

/** Numbers of ordinary size: zeros and denormals multiply at another speed. */
function randomValues(length: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, () => Math.random() - 0.5);
}
