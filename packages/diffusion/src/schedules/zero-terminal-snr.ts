import { type DiscreteSchedule, discreteSchedule, rounding, type TableOptions } from './discrete-schedule.ts';

/**
 * The same schedule shifted and scaled so that nothing of the data is left at its last timestep:
 * `alpha'(t) = (alpha(t) - alpha(T))·alpha(0)/(alpha(0) - alpha(T))`.
 *
 * Train and sample it with velocity or data prediction: at `alpha = 0` the noise says nothing about the data.
 *
 * @throws {ArgumentError} when the schedule does not fall
 * @see Lin et al. 2024, "Common diffusion noise schedules and sample steps are flawed", algorithm 1
 * @example
 * ```ts
 * import { rescaleToZeroSnr, scaledLinearSchedule } from '@fm/diffusion';
 *
 * const schedule = scaledLinearSchedule();
 * schedule.alpha(999); // => 0.06826
 * rescaleToZeroSnr(schedule).alpha(999); // => 0
 * ```
 */
export function rescaleToZeroSnr(
  schedule: DiscreteSchedule,
  { precision = 'f64' }: TableOptions = {},
): DiscreteSchedule {
  const round = rounding(precision);
  const roots = schedule.alphasCumulative.map((square) => round(Math.sqrt(square)));
  const first = roots[0] as number;
  const last = roots.at(-1) as number;
  const scale = round(first / round(first - last));
  const squares = roots.map((root) => round(round(round(root - last) * scale) ** 2));
  const betas = squares.map((square, i) =>
    round(1 - (i === 0 ? square : round(square / (squares[i - 1] as number)))),
  );
  return discreteSchedule(`${schedule.name}, zero terminal SNR`, betas, { precision });
}
