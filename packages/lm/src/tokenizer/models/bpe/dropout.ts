import { ArgumentError, foldInHost, hostKey, uniformHost } from '@fm/core';

const drawsPerBlock = 1024;

/**
 * A coin for BPE dropout that shows `true` (leave the merge out) with `probability`; the same seed gives the same
 * throws in the same order.
 *
 * @throws {ArgumentError} when `probability` is not in [0, 1]
 * @see Provilkov, Emelianenko and Voita, "BPE-Dropout", arXiv:1910.13267
 */
export function dropoutCoin(probability: number, seed: number): () => boolean {
  if (!(probability >= 0 && probability <= 1)) {
    throw new ArgumentError('The dropout of a BPE model is no probability', {
      expected: 'a number in [0, 1]',
      received: `${probability}`,
    });
  }
  const key = hostKey(seed);
  let block = 0;
  let draws = new Float32Array(0);
  let at = 0;
  return () => {
    if (at === draws.length) {
      draws = uniformHost(foldInHost(key, block++), drawsPerBlock) as Float32Array<ArrayBuffer>;
      at = 0;
    }
    return draws[at++]! < probability;
  };
}
