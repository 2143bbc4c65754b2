import type { EngineProcess } from './engine-process.ts';
import { flopsPerStep } from './gpt.ts';
import type { GptConfig } from './gpt.ts';
import type { ProductTime } from './matmul-rate.ts';

/** What was measured of one engine. */
export interface Timing {
  readonly engine: EngineProcess;
  readonly losses: readonly number[];
  /** Steps it runs when it is its turn. */
  readonly turn: number;
  readonly ms: number[];
  /** The largest resident set seen. */
  rssBytes: number;
  /** The longest time the event loop stood still; undefined in an engine without one. */
  longestBlockMs: number | undefined;
}

/** Prints median and least time, rates, memory and the ratio of medians to the first engine's. */
export function printTable(config: GptConfig, timings: readonly Timing[]): void {
  const [reference] = timings;
  if (!reference) return;
  const tokens = config.batch * config.sequence;
  const head = [
    'engine',
    'ms median',
    'ms min',
    'tokens/s',
    'GFLOP/s',
    'RSS MB',
    'blocked ms',
    `× ${reference.engine.spec.name}`,
  ];
  const rows = timings.map(({ engine, ms, rssBytes, longestBlockMs }) => {
    const middle = median(ms);
    return [
      engine.spec.name,
      middle.toFixed(1),
      Math.min(...ms).toFixed(1),
      ((tokens / middle) * 1000).toFixed(0),
      (flopsPerStep(config) / middle / 1e6).toFixed(1),
      (rssBytes / 1e6).toFixed(0),
      longestBlockMs?.toFixed(0) ?? '–',
      (middle / median(reference.ms)).toFixed(2),
    ];
  });
  printRows([head, ...rows]);
}

/** Prints each matrix product of a step and their sum, the least time a step could take at that rate. */
export function printProducts(config: GptConfig, products: readonly ProductTime[]): void {
  const rows = products.map(({ name, batch, m, k, n, count, ms }) => [
    name,
    `${count} × ${batch === 1 ? '' : `${batch} × `}[${m}, ${k}] · [${k}, ${n}]`,
    (count * ms).toFixed(1),
    ((2 * batch * m * k * n) / ms / 1e6).toFixed(0),
  ]);
  const total = products.reduce((sum, { count, ms }) => sum + count * ms, 0);
  const rate = flopsPerStep(config) / total / 1e6;
  printRows([
    ['product', 'shapes', 'ms', 'GFLOP/s'],
    ...rows,
    ['all', '', total.toFixed(1), rate.toFixed(0)],
  ]);
}

function printRows(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    console.log(`  ${cells.join('  ')}`);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? NaN)) / 2;
}
