import { ArgumentError, type HostTensor, hostTensor } from '@fm/core';
import type { TrainingRecord } from './training-records.ts';

/** Rows for causal language modelling in which only answers count. */
export interface RecordBatch {
  readonly [name: string]: HostTensor;
  /** `i64[batch, context]` */
  readonly inputIds: HostTensor<'i64'>;
  /** The token after each input, `i64[batch, context]`; −100 where it is not learned. */
  readonly labels: HostTensor<'i64'>;
  /** 1 where the label counts, `f32[batch, context]`. */
  readonly lossMask: HostTensor<'f32'>;
}

/** Several records one after the other in one row. */
export type RecordRow = readonly TrainingRecord[];

/**
 * Puts records into rows: one each, or as many as fit, largest first into the first row with room. Packed records of a row see
 * those before them.
 *
 * @throws {ArgumentError} when a record is longer than `contextLength + 1` tokens
 */
export function recordRows(
  records: readonly TrainingRecord[],
  { contextLength, packing }: { readonly contextLength: number; readonly packing: boolean },
): readonly RecordRow[] {
  const capacity = contextLength + 1;
  const tooLong = records.find(({ ids }) => ids.length > capacity);
  if (tooLong !== undefined) {
    throw new ArgumentError('A record does not fit into a row', {
      expected: `at most ${capacity} tokens`,
      received: `${tooLong.ids.length} for example ${tooLong.example}`,
      hint: 'Give trainingRecords this length as maxTokens.',
    });
  }
  if (!packing) return records.map((record) => [record]);
  const rows: { readonly records: TrainingRecord[]; room: number }[] = [];
  for (const record of records.toSorted((a, b) => b.ids.length - a.ids.length)) {
    const row = rows.find(({ room }) => room >= record.ids.length);
    if (row === undefined) rows.push({ records: [record], room: capacity - record.ids.length });
    else {
      row.records.push(record);
      row.room -= record.ids.length;
    }
  }
  return rows.map((row) => row.records);
}

/** A batch of rows; what is left of a row, and rows that are missing, count nothing. */
export function recordBatch(
  rows: readonly RecordRow[],
  { contextLength, batchSize }: { readonly contextLength: number; readonly batchSize: number },
): RecordBatch {
  const shape = [batchSize, contextLength];
  const inputs = new BigInt64Array(batchSize * contextLength);
  const labels = new BigInt64Array(batchSize * contextLength).fill(-100n);
  const mask = new Float32Array(batchSize * contextLength);
  for (const [r, row] of rows.entries()) {
    let place = 0;
    for (const { ids, learned } of row) {
      for (const [i, id] of ids.entries()) {
        const at = r * contextLength + place;
        if (place < contextLength) inputs[at] = BigInt(id);
        // The first token of a record follows nothing, not even the record before it.
        if (i > 0 && learned[i] === 1) {
          labels[at - 1] = BigInt(id);
          mask[at - 1] = 1;
        }
        place++;
      }
    }
  }
  return {
    inputIds: hostTensor('i64', inputs, shape),
    labels: hostTensor('i64', labels, shape),
    lossMask: hostTensor('f32', mask, shape),
  };
}
