import { ortBackend } from '@fm/ort/node';
import { expect, it } from 'vitest';

import { study } from './study.ts';

it('asks with every number of examples, in every order, with and without calibration', async () => {
  await using backend = await ortBackend();
  const rows = await study({ backend, steps: 3, seeds: 1, documents: 64, log: () => {} });
  expect(rows.map(({ shots, calibration, runs }) => [shots, calibration, runs])).toEqual(
    [
      [0, 1],
      [1, 1],
      [4, 24],
      [8, 24],
    ].flatMap(([shots, runs]) =>
      ['none', 'contextual', 'batch'].map((calibration) => [shots, calibration, runs]),
    ),
  );
  for (const { mean, worst } of rows) {
    expect(worst).toBeLessThanOrEqual(mean);
    expect(mean).toBeLessThanOrEqual(1);
  }
});
