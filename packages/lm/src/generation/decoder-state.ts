import type { Backend, DeviceTensor } from '@fm/core';
import type { CacheLayout } from '../models/causal-decoder.ts';

/**
 * How cached keys and values are written. `in-place`: into the buffers they are read from, which a CPU runtime does
 * without copying anything. `double-buffered`: from one set of buffers into another, for runtimes that refuse a tensor
 * as input and output of one run (WebGPU).
 */
export type CacheMode = 'in-place' | 'double-buffered';

/** Smallest cache, in positions. */
const smallest = 64;

/** Positions a cache gets so that `length` fit: the next power of two, at most `limit`. */
export function cacheCapacity(length: number, limit: number): number {
  return Math.min(limit, Math.max(smallest, 2 ** Math.ceil(Math.log2(Math.max(length, 1)))));
}

/** Extents of a {@link DecoderState}. */
export interface DecoderStateOptions {
  readonly layout: CacheLayout;
  readonly capacity: number;
  readonly vocabularySize: number;
  readonly mode: CacheMode;
}

/** The device tensors of one sequence that is being decoded. They are allocated once and stay on the device. */
export class DecoderState implements Disposable {
  readonly capacity: number;
  /** Positions filled so far; it may be set back, since what lies behind is written anew. */
  length = 0;
  readonly position: DeviceTensor<'i32'>;
  /** The one token of a decoding step. */
  readonly inputIds: DeviceTensor<'i64'>;
  readonly logits: DeviceTensor<'f32'>;
  #read: readonly DeviceTensor[];
  #written: readonly DeviceTensor[];
  readonly #names: { readonly past: readonly string[]; readonly present: readonly string[] };

  constructor(backend: Backend, { layout, capacity, vocabularySize, mode }: DecoderStateOptions) {
    this.capacity = capacity;
    this.position = backend.empty('i32', []) as DeviceTensor<'i32'>;
    this.inputIds = backend.empty('i64', [1, 1]) as DeviceTensor<'i64'>;
    this.logits = backend.empty('f32', [1, vocabularySize]) as DeviceTensor<'f32'>;
    this.#names = { past: cacheNames('past', layout.layers), present: cacheNames('present', layout.layers) };
    const shape = [1, layout.heads, capacity, layout.headSize];
    const allocate = (): readonly DeviceTensor[] => this.#names.past.map(() => backend.empty('f32', shape));
    this.#read = allocate();
    this.#written = mode === 'in-place' ? this.#read : allocate();
  }

  /** The cache to read, by the names of the programs' inputs. */
  get past(): Readonly<Record<string, DeviceTensor>> {
    return byName(this.#names.past, this.#read);
  }

  /** The cache to write, by the names of the programs' outputs. */
  get present(): Readonly<Record<string, DeviceTensor>> {
    return byName(this.#names.present, this.#written);
  }

  /** Makes what was written what is read. */
  advance(tokens: number): void {
    this.length += tokens;
    [this.#read, this.#written] = [this.#written, this.#read];
  }

  [Symbol.dispose](): void {
    const tensors = new Set([this.position, this.inputIds, this.logits, ...this.#read, ...this.#written]);
    for (const tensor of tensors) tensor[Symbol.dispose]();
  }
}

/** `past.0.key`, `past.0.value`, `past.1.key`, … */
export function cacheNames(role: 'past' | 'present', layers: number): readonly string[] {
  return Array.from({ length: layers }, (_, layer) => [
    `${role}.${layer}.key`,
    `${role}.${layer}.value`,
  ]).flat();
}

function byName(names: readonly string[], tensors: readonly DeviceTensor[]): Record<string, DeviceTensor> {
  return Object.fromEntries(names.map((name, i) => [name, tensors[i] as DeviceTensor]));
}
