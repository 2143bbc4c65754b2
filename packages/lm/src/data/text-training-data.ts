import {
  ArgumentError,
  type DataCursor,
  type DataItem,
  type Dataset,
  foldInHost,
  type HostKey,
  hostKey,
  permutationHost,
} from '@fm/core';
import { unitNumber } from '../random/unit-number.ts';
import { type TextBatch, TextBlocks, type TextBlockOptions } from './text-blocks.ts';
import type { TokenSequence } from './token-sequence.ts';

/** Options of {@link textTrainingData}. */
export interface TextTrainingDataOptions extends TextBlockOptions {
  /**
   * `shuffled-blocks`: rows do not overlap, each comes once per pass, in an order drawn anew for every pass.
   * `random-offsets`: every row begins anywhere, independently of all others, as in nanoGPT; there are no passes.
   *
   * @default 'shuffled-blocks'
   */
  readonly sampling?: 'shuffled-blocks' | 'random-offsets';
  /** Same seed, same batches; an integer. @default 0 */
  readonly seed?: number;
}

/**
 * Batches for training, without an end: rows of `contextLength` tokens of the sequence with the token after each.
 * Which rows batch `n` has depends on the seed and `n` alone.
 *
 * @throws {ArgumentError} when there are fewer than `contextLength + 1` tokens, or ids the model does not know
 * @example
 * ```ts
 * import { textTrainingData } from '@fm/lm';
 *
 * const sequence = { ids: Uint16Array.of(0, 1, 2, 3, 4), vocabularySize: 5 };
 * const data = textTrainingData(sequence, { contextLength: 4, batchSize: 1, vocabularySize: 5, seed: 1 });
 * for await (const { batch } of data.batches()) {
 *   Array.from(batch.labels.data, Number); // => [1, 2, 3, 4]
 *   break;
 * }
 * ```
 */
export function textTrainingData(
  sequence: TokenSequence,
  options: TextTrainingDataOptions,
): Dataset<TextBatch> {
  const blocks = new TextBlocks(sequence, options);
  const { contextLength, batchSize } = blocks;
  if (blocks.length <= contextLength) {
    throw new ArgumentError('The data is shorter than one row', {
      expected: `at least ${contextLength + 1} tokens`,
      received: `${blocks.length}`,
      hint: 'Choose a smaller contextLength.',
    });
  }
  const { sampling = 'shuffled-blocks', seed = 0, name = 'text' } = options;
  const place: Place = { sampling, seed, contextLength, tokens: blocks.length };
  const rows = Math.floor((blocks.length - 1) / contextLength);

  async function* batches(cursor?: DataCursor): AsyncGenerator<DataItem<TextBatch>> {
    const key = hostKey(seed);
    const offsetOf =
      sampling === 'shuffled-blocks' ? shuffledBlocks(key, rows, contextLength) : randomOffsets(key, blocks);
    for (let row = startRow(cursor, place); ;) {
      const offsets = Array.from({ length: batchSize }, () => offsetOf(row++));
      yield { batch: blocks.batch(offsets), cursor: { ...place, row } };
    }
  }

  const pass = sampling === 'shuffled-blocks' ? { size: Math.ceil(rows / batchSize) } : {};
  return { name, ...pass, batches };
}

/** What a cursor must agree about with the data it is given to. */
interface Place {
  readonly sampling: string;
  readonly seed: number;
  readonly contextLength: number;
  readonly tokens: number;
}

/** Where row `n` begins: an own order of all blocks for every pass. */
function shuffledBlocks(key: HostKey, rows: number, contextLength: number): (row: number) => number {
  let pass = -1;
  let order = new Uint32Array(0);
  return (row) => {
    const current = Math.floor(row / rows);
    if (current !== pass) {
      pass = current;
      order = permutationHost(foldInHost(key, pass), rows);
    }
    return (order[row % rows] as number) * contextLength;
  };
}

function randomOffsets(key: HostKey, blocks: TextBlocks): (row: number) => number {
  return (row) => Math.floor(unitNumber(key, row) * (blocks.length - blocks.contextLength));
}

function startRow(cursor: DataCursor | undefined, place: Place): number {
  if (cursor === undefined) return 0;
  const { row, ...rest } = cursor;
  const same = Object.entries(place).every(([key, value]) => rest[key] === value);
  if (!same || typeof row !== 'number' || !Number.isSafeInteger(row) || row < 0) {
    throw new ArgumentError('The cursor does not belong to this data', {
      expected: JSON.stringify(place),
      received: JSON.stringify(cursor),
      hint: 'Go on with the same data, seed, sampling and contextLength, or start without a cursor.',
    });
  }
  return row;
}
