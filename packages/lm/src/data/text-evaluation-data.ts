import { ArgumentError, type DataCursor, type DataItem, type Dataset } from '@fm/core';
import { type TextBatch, TextBlocks, type TextBlockOptions } from './text-blocks.ts';
import type { TokenSequence } from './token-sequence.ts';

/**
 * One pass over a sequence in its order: non-overlapping rows of `contextLength` tokens, so that every token but the
 * first is predicted exactly once. The last batch is filled up with positions that do not count (label −100).
 *
 * @throws {ArgumentError} when there is too little data, or it holds ids the model does not know
 * @example
 * ```ts
 * import { textEvaluationData } from '@fm/lm';
 *
 * const sequence = { ids: Uint16Array.of(5, 6, 7, 8), vocabularySize: 10 };
 * const data = textEvaluationData(sequence, { contextLength: 2, batchSize: 1, vocabularySize: 10 });
 * const batches = await Array.fromAsync(data.batches());
 * batches.map(({ batch }) => Array.from(batch.labels.data, Number)); // => [[6, 7], [8, -100]]
 * ```
 */
export function textEvaluationData(sequence: TokenSequence, options: TextBlockOptions): Dataset<TextBatch> {
  const blocks = new TextBlocks(sequence, options);
  const { contextLength, batchSize } = blocks;
  const rows = Math.ceil((blocks.length - 1) / contextLength);
  const size = Math.ceil(rows / batchSize);

  async function* batches(cursor?: DataCursor): AsyncGenerator<DataItem<TextBatch>> {
    for (let batch = startBatch(cursor, size); batch < size; batch++) {
      const first = batch * batchSize;
      const count = Math.min(batchSize, rows - first);
      const offsets = Array.from({ length: count }, (_, i) => (first + i) * contextLength);
      yield { batch: blocks.batch(offsets), cursor: { batch: batch + 1 } };
    }
  }

  return { name: options.name ?? 'text', size, batches };
}

function startBatch(cursor: DataCursor | undefined, size: number): number {
  const batch = cursor?.['batch'] ?? 0;
  if (typeof batch !== 'number' || !Number.isInteger(batch) || batch < 0 || batch > size) {
    throw new ArgumentError('The cursor does not belong to this data', {
      expected: `{ batch: an integer in [0, ${size}] }`,
      received: JSON.stringify(cursor),
    });
  }
  return batch;
}
