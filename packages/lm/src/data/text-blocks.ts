import { ArgumentError, type Batch, type HostTensor } from '@fm/core';
import type { TokenSequence } from './token-sequence.ts';

/** Label of a position that does not count in the loss. */
export const ignoredLabel = -100;

/** A batch for causal language modelling. */
export interface TextBatch extends Batch {
  /** Token ids, `i64[batch, context]`. */
  readonly inputIds: HostTensor<'i64'>;
  /** The token that follows each input, `i64[batch, context]`; −100 where nothing is to be predicted. */
  readonly labels: HostTensor<'i64'>;
}

/** What training and evaluation data sets have in common. */
export interface TextBlockOptions {
  /** Tokens a row has as input, `contextLength` of the model or less. */
  readonly contextLength: number;
  /** Rows of a batch. */
  readonly batchSize: number;
  /** The model's vocabulary: every id of the data has to be below it. */
  readonly vocabularySize: number;
  /** Name for messages and logs. @default 'text' */
  readonly name?: string;
}

/** Rows of `context` tokens, each with the token after it, cut from one long sequence. */
export class TextBlocks {
  readonly contextLength: number;
  readonly batchSize: number;
  readonly #ids: TokenSequence['ids'];

  /** @throws {ArgumentError} when there is too little data, or it holds ids the model does not know */
  constructor({ ids }: TokenSequence, { contextLength, batchSize, vocabularySize }: TextBlockOptions) {
    requirePositive('contextLength', contextLength);
    requirePositive('batchSize', batchSize);
    if (ids.length < 2) {
      throw new ArgumentError('The data has nothing to predict', {
        expected: 'at least 2 tokens',
        received: `${ids.length}`,
        hint: 'Check the path of the data and the split.',
      });
    }
    const beyond = ids.findIndex((id) => id >= vocabularySize);
    if (beyond >= 0) {
      throw new ArgumentError("The data does not fit the model's vocabulary", {
        expected: `ids below ${vocabularySize}`,
        received: `id ${ids[beyond]} at position ${beyond}`,
        hint: 'Give the model a vocab_size of at least tokenizer.vocabularySize, or use the tokenizer the model was trained with.',
      });
    }
    this.contextLength = contextLength;
    this.batchSize = batchSize;
    this.#ids = ids;
  }

  /** Number of tokens. */
  get length(): number {
    return this.#ids.length;
  }

  /**
   * The rows that begin at these offsets. Where data or offsets run out, inputs are 0 and labels −100, so that every
   * batch has the same shape.
   */
  batch(offsets: readonly number[]): TextBatch {
    const { contextLength, batchSize } = this;
    const shape = [batchSize, contextLength];
    const inputs = new BigInt64Array(batchSize * contextLength);
    const labels = new BigInt64Array(batchSize * contextLength).fill(BigInt(ignoredLabel));
    for (const [row, offset] of offsets.entries()) {
      const predicted = Math.min(contextLength, this.#ids.length - 1 - offset);
      for (let i = 0; i < predicted; i++) {
        inputs[row * contextLength + i] = BigInt(this.#ids[offset + i] as number);
        labels[row * contextLength + i] = BigInt(this.#ids[offset + i + 1] as number);
      }
    }
    return { inputIds: { dtype: 'i64', shape, data: inputs }, labels: { dtype: 'i64', shape, data: labels } };
  }
}

function requirePositive(option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new ArgumentError(`${option} is out of range`, {
      expected: 'a positive integer',
      received: `${value}`,
    });
  }
}
