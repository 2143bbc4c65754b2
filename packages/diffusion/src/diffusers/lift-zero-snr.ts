import { type DiscreteSchedule, scheduleFromTable } from '../schedules/discrete-schedule.ts';

/**
 * Puts 2^-24 in the place of `alpha² = 0` at the last timestep of a schedule with zero terminal SNR, so that
 * `sigma/alpha` is finite there.
 */
export function liftZeroSnr(
  schedule: DiscreteSchedule,
  { rescale_betas_zero_snr }: { readonly rescale_betas_zero_snr: boolean },
): DiscreteSchedule {
  if (!rescale_betas_zero_snr) return schedule;
  return scheduleFromTable(schedule.name, schedule.betas, [
    ...schedule.alphasCumulative.slice(0, -1),
    2 ** -24,
  ]);
}
