import { ArgumentError } from '@fm/core';
import type { SelectorOptions } from './selector.ts';

/**
 * Turns texts into vectors of one length, one for each text: `[texts][width]`. `LanguageModel.embed` is one.
 */
export type Embed = (
  texts: readonly string[],
  options?: { readonly signal?: AbortSignal },
) => Promise<readonly ArrayLike<number>[]>;

/** Options of strategies that compare vectors. */
export interface EmbeddingSelectorOptions<Input> extends SelectorOptions<Input> {
  readonly embed: Embed;
}

/** The vectors of a list of texts, asked for once, and of a question, all of length 1. */
export class UnitVectors {
  readonly #embed: Embed;
  #pool: Promise<readonly Float64Array[]> | undefined;

  constructor(embed: Embed) {
    this.#embed = embed;
  }

  async of(texts: readonly string[], signal: AbortSignal | undefined): Promise<readonly Float64Array[]> {
    const given = await this.#embed(texts, { ...(signal && { signal }) });
    const width = given[0]?.length ?? 0;
    if (given.length !== texts.length || given.some(({ length }) => length !== width)) {
      throw new ArgumentError('embed: every text needs one vector, all of one length', {
        expected: `[${texts.length}][${width}]`,
        received: `[${given.length}][${[...new Set(given.map(({ length }) => length))].join(' or ')}]`,
      });
    }
    return given.map(unitVector);
  }

  /** Vectors of the texts that are chosen from; several questions may wait for them, so none of them can cancel it. */
  async ofPool(texts: readonly string[]): Promise<readonly Float64Array[]> {
    this.#pool ??= this.of(texts, undefined);
    try {
      return await this.#pool;
    } catch (error) {
      // What failed is asked for again.
      this.#pool = undefined;
      throw error;
    }
  }
}

/** Cosine of the angle between two vectors of length 1; 0 where one of them is zero. */
export function similarity(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) {
    throw new ArgumentError('embed: vectors differ in length', {
      expected: `${a.length}`,
      received: `${b.length}`,
    });
  }
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function unitVector(given: ArrayLike<number>): Float64Array {
  const vector = Float64Array.from(given);
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length)) {
    throw new ArgumentError('embed: a vector has an entry that is no finite number');
  }
  return length === 0 ? vector : vector.map((entry) => entry / length);
}
