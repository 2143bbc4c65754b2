import {
  ArgumentError,
  type DataCursor,
  type DataItem,
  type Dataset,
  foldInHost,
  hostKey,
  permutationHost,
  uniformHost,
} from '@fm/core';
import {
  type Augmentation,
  gatherBatch,
  requireSampleSet,
  type SampleBatch,
  type SampleSet,
} from './sample-set.ts';

/** Options of {@link sampleTrainingData}. */
export interface SampleTrainingDataOptions {
  /** Samples in a batch, from 1 to the number of samples. */
  readonly batchSize: number;
  /** Same seed, same batches. @default 0 */
  readonly seed?: number;
  /** Random changes of each sample, in order; drawn anew every time it comes. @default none */
  readonly augment?: readonly Augmentation[];
  /** Name for messages and logs. @default 'samples' */
  readonly name?: string;
}

/**
 * Batches for training, without an end: all samples in an order drawn anew for every pass. Which samples batch `n` has,
 * and how they are changed, depends on the seed and `n` alone.
 *
 * @throws {ArgumentError} when there are fewer samples than one batch holds, or not one label for each
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { sampleTrainingData } from '@fm/diffusion';
 *
 * const data = sampleTrainingData({ samples: hostTensor('f32', [1, 2, 3], [3, 1]), labels: [0, 1, 2] }, { batchSize: 3 });
 * for await (const { batch } of data.batches()) {
 *   batch.samples.data.toSorted(); // => Float32Array [1, 2, 3]
 *   break;
 * }
 * ```
 */
export function sampleTrainingData(
  set: SampleSet,
  { batchSize, seed = 0, augment = [], name = 'samples' }: SampleTrainingDataOptions,
): Dataset<SampleBatch> {
  const count = requireSampleSet(set);
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > count) {
    throw new ArgumentError('sampleTrainingData: batchSize is out of range', {
      expected: `an integer from 1 to the number of samples, ${count}`,
      received: `${batchSize}`,
    });
  }
  const orders = hostKey(seed);
  const changes = foldInHost(orders, -1);
  const perPass = Math.floor(count / batchSize); // a pass leaves out what does not fill a batch
  const shape = set.samples.shape.slice(1);

  async function* batches(cursor?: DataCursor): AsyncGenerator<DataItem<SampleBatch>> {
    let pass = -1;
    let order: ArrayLike<number> = [];
    for (let n = startBatch(cursor, { seed, batchSize, count }); ; n++) {
      if (Math.floor(n / perPass) !== pass) {
        pass = Math.floor(n / perPass);
        order = permutationHost(foldInHost(orders, pass), count);
      }
      const first = (n % perPass) * batchSize;
      const rows = Array.from({ length: batchSize }, (_, i) => order[first + i] as number);
      const batch = gatherBatch(set, rows, (sample, place) => {
        const random = numbersOf(foldInHost(changes, n * batchSize + place));
        return augment.reduce((current, change) => change(current, { shape, random }), sample);
      });
      yield { batch, cursor: { seed, batchSize, count, batch: n + 1 } };
    }
  }
  return { name, size: perPass, batches };
}

/** Uniform numbers one after another. */
function numbersOf(key: ReturnType<typeof hostKey>): () => number {
  let drawn = 0;
  return () => uniformHost(foldInHost(key, drawn++), 1)[0] as number;
}

function startBatch(
  cursor: DataCursor | undefined,
  place: { readonly seed: number; readonly batchSize: number; readonly count: number },
): number {
  if (cursor === undefined) return 0;
  const { batch, ...rest } = cursor;
  const same = Object.entries(place).every(([key, value]) => rest[key] === value);
  if (same && typeof batch === 'number' && Number.isSafeInteger(batch) && batch >= 0) return batch;
  throw new ArgumentError('The cursor does not belong to this data', {
    expected: JSON.stringify(place),
    received: JSON.stringify(cursor),
    hint: 'Go on with the same samples, seed and batchSize, or start without a cursor.',
  });
}
