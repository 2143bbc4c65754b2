import {
  ArgumentError,
  type DataCursor,
  type DataItem,
  type Dataset,
  foldInHost,
  hostKey,
  permutationHost,
} from '@fm/core';
import { type RecordBatch, recordBatch, recordRows } from './record-batches.ts';
import type { TrainingRecord } from './training-records.ts';

/** Options of {@link recordTrainingData} and {@link recordEvaluationData}. */
export interface RecordDataOptions {
  /** Tokens a row has as input. */
  readonly contextLength: number;
  /** Rows of a batch. */
  readonly batchSize: number;
  /** Put several records into a row; later ones see those before them. @default false */
  readonly packing?: boolean;
  /** Same seed, same batches. @default 0 */
  readonly seed?: number;
  /** Name for messages and logs. @default 'records' */
  readonly name?: string;
}

/**
 * Batches of records for training, pass after pass, each in an order of its own. Fits `causalLanguageModeling` of `@fm/lm`.
 *
 * @throws {ArgumentError} when there is no record, or one does not fit into a row
 * @example
 * ```ts
 * import { recordTrainingData } from '@fm/prompt';
 *
 * const record = { ids: Uint32Array.of(5, 6, 7, 8), learned: Uint8Array.of(0, 0, 1, 1), example: 0 };
 * for await (const { batch } of recordTrainingData([record], { contextLength: 4, batchSize: 1 }).batches()) {
 *   Array.from(batch.inputIds.data, Number); // => [5, 6, 7, 8]
 *   Array.from(batch.labels.data, Number); // => [-100, 7, 8, -100]
 *   break;
 * }
 * ```
 */
export function recordTrainingData(
  records: readonly TrainingRecord[],
  options: RecordDataOptions,
): Dataset<RecordBatch> {
  const { batchSize, seed = 0, packing = false, contextLength, name = 'records' } = options;
  const rows = recordRows(records, { contextLength, packing });
  if (rows.length === 0) throw new ArgumentError(`${name}: there is nothing to learn from`);
  const place = { seed, contextLength, packing, rows: rows.length };

  async function* batches(cursor?: DataCursor): AsyncGenerator<DataItem<RecordBatch>> {
    let pass = -1;
    let order = new Uint32Array(0);
    for (let row = rowOf(cursor, place); ;) {
      const chosen = Array.from({ length: batchSize }, () => {
        const current = Math.floor(row / rows.length);
        if (current !== pass) {
          pass = current;
          order = permutationHost(foldInHost(hostKey(seed), pass), rows.length);
        }
        return rows[order[row++ % rows.length] as number] ?? [];
      });
      yield { batch: recordBatch(chosen, options), cursor: { ...place, row } };
    }
  }
  return { name, size: Math.ceil(rows.length / batchSize), batches };
}

/**
 * The same records once, in their order, to measure the loss on answers.
 *
 * @throws {ArgumentError} when a record does not fit into a row, or from `batches`, when the cursor belongs to other data
 * @example
 * ```ts
 * import { recordEvaluationData } from '@fm/prompt';
 *
 * const records = [1, 2, 3].map((id, example) => ({
 *   ids: Uint32Array.of(id, 7),
 *   learned: Uint8Array.of(0, 1),
 *   example,
 * }));
 * const found: number[][] = [];
 * for await (const { batch } of recordEvaluationData(records, { contextLength: 2, batchSize: 2 }).batches()) {
 *   found.push(Array.from(batch.labels.data, Number));
 * }
 * found; // => [[7, -100, 7, -100], [7, -100, -100, -100]]
 * ```
 */
export function recordEvaluationData(
  records: readonly TrainingRecord[],
  options: Omit<RecordDataOptions, 'seed'>,
): Dataset<RecordBatch> {
  const { batchSize, packing = false, contextLength, name = 'records' } = options;
  const rows = recordRows(records, { contextLength, packing });
  const place = { contextLength, packing, rows: rows.length };

  async function* batches(cursor?: DataCursor): AsyncGenerator<DataItem<RecordBatch>> {
    for (let row = rowOf(cursor, place); row < rows.length; row += batchSize) {
      const batch = recordBatch(rows.slice(row, row + batchSize), options);
      yield { batch, cursor: { ...place, row: row + batchSize } };
    }
  }
  return { name, size: Math.ceil(rows.length / batchSize), batches };
}

function rowOf(cursor: DataCursor | undefined, place: DataCursor): number {
  if (cursor === undefined) return 0;
  const row = cursor['row'];
  const same = Object.entries(place).every(([key, value]) => cursor[key] === value);
  if (same && typeof row === 'number' && Number.isSafeInteger(row) && row >= 0) return row;
  throw new ArgumentError('The cursor does not belong to this data', {
    expected: JSON.stringify(place),
    received: JSON.stringify(cursor),
    hint: 'Go on with the same records and options, or start without a cursor.',
  });
}
