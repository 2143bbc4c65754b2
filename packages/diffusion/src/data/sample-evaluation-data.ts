import { ArgumentError, type DataCursor, type DataItem, type Dataset } from '@fm/core';
import { gatherBatch, requireSampleSet, type SampleBatch, type SampleSet } from './sample-set.ts';

/**
 * Batches for evaluation: every sample once, in order; the last batch may be smaller.
 *
 * @throws {ArgumentError} when there are no samples, not one label for each, or the batch size is out of range
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { sampleEvaluationData } from '@fm/diffusion';
 *
 * const data = sampleEvaluationData({ samples: hostTensor('f32', [1, 2, 3], [3, 1]) }, { batchSize: 2 });
 * const sizes: (number | undefined)[] = [];
 * for await (const { batch } of data.batches()) sizes.push(batch.samples.shape[0]);
 * sizes; // => [2, 1]
 * ```
 */
export function sampleEvaluationData(
  set: SampleSet,
  {
    batchSize,
    name = 'samples',
  }: {
    /** A positive integer. */
    readonly batchSize: number;
    /**
     * For messages and logs.
     *
     * @default 'samples'
     */
    readonly name?: string;
  },
): Dataset<SampleBatch> {
  const count = requireSampleSet(set);
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ArgumentError('sampleEvaluationData: batchSize is out of range', {
      expected: 'a positive integer',
      received: `${batchSize}`,
    });
  }
  async function* batches(cursor?: DataCursor): AsyncGenerator<DataItem<SampleBatch>> {
    for (let row = startRow(cursor, count); row < count; row += batchSize) {
      const rows = Array.from({ length: Math.min(batchSize, count - row) }, (_, i) => row + i);
      yield { batch: gatherBatch(set, rows), cursor: { row: row + rows.length } };
    }
  }
  return { name, size: Math.ceil(count / batchSize), batches };
}

function startRow(cursor: DataCursor | undefined, count: number): number {
  const row = cursor === undefined ? 0 : cursor['row'];
  if (typeof row === 'number' && Number.isInteger(row) && row >= 0 && row <= count) return row;
  throw new ArgumentError('The cursor does not belong to this data', {
    expected: `a row from 0 to ${count}`,
    received: JSON.stringify(cursor),
  });
}
