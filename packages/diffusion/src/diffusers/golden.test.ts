import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { type GoldenRow, runGoldenRow } from '../testing/golden-row.ts';

const folder = join(import.meta.dirname, '__golden__');
const rows = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as GoldenRow[]);

describe('fromDiffusersConfig gives the numbers of diffusers', () => {
  it.each(rows.map((row) => [row.id, row] as const))('%s', (_, row) => {
    const { measured } = row;
    const result = runGoldenRow(row);
    const count = measured.timesteps.length;
    // Timesteps that fall between those of training are float32: two units at 1000 are 1.2e-4.
    expectNear(result.timesteps.slice(0, count), measured.timesteps, 0, 1.3e-4);
    if (measured.sigmas !== undefined) {
      expectNear(result.sigmas?.slice(0, measured.sigmas.length), measured.sigmas, 1e-6);
    }
    if (measured.init_noise_sigma !== undefined) {
      expectNear([result.init_noise_sigma ?? 1], [measured.init_noise_sigma], 1e-6);
    }
    const largest = Math.max(...result.values.map(Math.abs));
    const near = Math.max(largest * 1e-6, 1e-7);
    expectNear(result.head, measured.head, 1e-4, near);
    expectNear(result.probe, measured.probe, 1e-4, near);
    const tolerance = Math.max(1e-5 * measured.sum + 1e-4, row.run.seed === undefined ? 0 : 2e-3);
    expect(Math.abs(result.sum - measured.sum)).toBeLessThan(tolerance);
  });
});

function expectNear(
  actual: readonly number[] | undefined,
  expected: readonly number[],
  relative: number,
  absolute = 1e-12,
): void {
  expect(actual?.length).toBe(expected.length);
  const worst = expected.map((value, i) => {
    const distance = Math.abs((actual?.[i] as number) - value);
    return distance <= relative * Math.abs(value) + absolute ? 0 : distance;
  });
  expect(worst, `${actual} is not near ${expected}`).toEqual(expected.map(() => 0));
}
