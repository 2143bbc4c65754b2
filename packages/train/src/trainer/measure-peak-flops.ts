import { type Backend, compile, hostTensor, matmul, type Tensor } from '@fm/core';

/**
 * The rate in FLOP/s that a backend reaches on one large matrix product: the peak to compare a training step with.
 *
 * @param options - `size`: rows and columns of both matrices, default 1024; `seconds`: how long to measure, default 0.5
 * @example
 * ```ts
 * import { referenceBackend } from '@fm/core';
 * import { measurePeakFlops } from '@fm/train';
 *
 * (await measurePeakFlops(referenceBackend(), { size: 8, seconds: 0 })) > 0; // => true
 * ```
 */
export async function measurePeakFlops(
  backend: Backend,
  { size = 1024, seconds = 0.5 }: { readonly size?: number; readonly seconds?: number } = {},
): Promise<number> {
  await using product = compile(({ a, b }: Readonly<Record<'a' | 'b', Tensor>>) => ({ c: matmul(a, b) }), {
    backend,
  });
  const matrix = hostTensor('f32', new Float32Array(size * size).fill(1 / size), [size, size]);
  const [a, b, c] = [backend.tensor(matrix), backend.tensor(matrix), backend.empty('f32', [size, size])];
  await product({ a, b }, { outputs: { c } });
  let fastest = Number.POSITIVE_INFINITY;
  const start = performance.now();
  do {
    const before = performance.now();
    await product({ a, b }, { outputs: { c } });
    fastest = Math.min(fastest, performance.now() - before);
  } while (performance.now() - start < 1000 * seconds);
  for (const tensor of [a, b, c]) tensor[Symbol.dispose]();
  return (2 * size ** 3) / (Math.max(fastest, 1e-6) / 1000);
}
