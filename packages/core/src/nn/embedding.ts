import type { Tensor } from '../ir/index.ts';
import { gather } from '../ops/gather.ts';
import { normalInitializer } from './initializers.ts';
import { Module } from './module.ts';
import { type Initializer, Parameter } from './parameter.ts';

/** Options of {@link Embedding}. */
export interface EmbeddingOptions {
  /** First values of the table. @default `N(0, 1)`, as in PyTorch */
  readonly initializer?: Initializer;
}

/**
 * A table of vectors, looked up by index.
 *
 * @example
 * ```ts
 * import { Embedding, input } from '@fm/core';
 *
 * String(new Embedding(100, 8).forward(input('i64', [2, 5]))); // => 'f32[2, 5, 8]'
 * ```
 */
export class Embedding extends Module {
  /** `[count, width]`. */
  readonly weight: Parameter;

  constructor(count: number, width: number, { initializer = normalInitializer(1) }: EmbeddingOptions = {}) {
    super();
    this.weight = new Parameter([count, width], initializer);
  }

  /**
   * @param ids - integers in `[0, count)`, any shape
   * @returns `[…ids, width]`
   */
  forward(ids: Tensor): Tensor {
    return gather(this.weight, ids);
  }
}
