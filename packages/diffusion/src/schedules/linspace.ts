import { rounding, type TablePrecision } from './discrete-schedule.ts';

/**
 * `count` numbers evenly spaced from `start` to `end`, both included.
 *
 * In `f32` as PyTorch rounds: from both ends towards the middle, with one rounding for each number.
 */
export function linspace(
  start: number,
  end: number,
  count: number,
  precision: TablePrecision = 'f64',
): number[] {
  const round = rounding(precision);
  if (count === 1) return [round(start)];
  const [first, last] = [round(start), round(end)];
  const step = round(round(last - first) / (count - 1));
  if (precision === 'f64') {
    return Array.from({ length: count }, (_, i) => (i === count - 1 ? last : first + i * step));
  }
  return Array.from({ length: count }, (_, i) =>
    i < Math.floor(count / 2) ? round(first + step * i) : round(last - step * (count - 1 - i)),
  );
}
