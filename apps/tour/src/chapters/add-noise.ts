import { join } from 'node:path';

import { type HostTensor, hostTensor } from '@fm/core';
import {
  filmStrip,
  flowMatchingSchedule,
  linearCombination,
  type SampleSet,
  torchNoise,
} from '@fm/diffusion';
import { writeImage } from '@fm/diffusion/node';

import { fact } from '../narration.ts';

const moments = 9;

/** Writes a film strip of digits that drown in noise: `(1 − t)·digit + t·noise`. */
export async function addNoise({ samples, labels = [] }: SampleSet, folder: string): Promise<void> {
  const one = samples.shape.slice(1);
  const size = one.reduce((product, extent) => product * extent, 1);
  const rows = [3, 5, 8].map((digit) => Array.prototype.indexOf.call(labels, digit));
  const shape = [rows.length, ...one];
  const digits = hostTensor(
    'f32',
    rows.flatMap((row) => [...samples.data.subarray(row * size, (row + 1) * size)]),
    shape,
  );
  const { noise } = torchNoise.draw(torchNoise.init(1, shape), { shape, from: 0, to: 0 });

  const { alpha, sigma } = flowMatchingSchedule;
  const times = Array.from({ length: moments }, (_, i) => i / (moments - 1));
  const strip = times.map((t): HostTensor<'f32'> => linearCombination([alpha(t), digits], [sigma(t), noise]));
  await writeImage(join(folder, 'noise.png'), filmStrip(strip, { zoom: 3 }));
  fact('noise.png', 'three digits, from the picture to noise');
}
