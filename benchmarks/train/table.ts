import type { EngineProcess } from './engine-process.ts';
import { flopsPerStep } from './gpt.ts';
import type { GptConfig } from './gpt.ts';

/** What was measured of one engine; `rssBytes` is the largest resident set seen. */
export interface Timing {
  readonly engine: EngineProcess;
  readonly losses: readonly number[];
  readonly ms: number[];
  rssBytes: number;
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
    `× ${reference.engine.spec.name}`,
  ];
  const rows = timings.map(({ engine, ms, rssBytes }) => {
    const middle = median(ms);
    return [
      engine.spec.name,
      middle.toFixed(1),
      Math.min(...ms).toFixed(1),
      ((tokens / middle) * 1000).toFixed(0),
      (flopsPerStep(config) / middle / 1e6).toFixed(1),
      (rssBytes / 1e6).toFixed(0),
      (middle / median(reference.ms)).toFixed(2),
    ];
  });
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  for (const row of [head, ...rows]) {
    console.log(
      `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`,
    );
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? NaN)) / 2;
}
