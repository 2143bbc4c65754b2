import { linspace } from '../schedules/linspace.ts';
import type { SigmaRange } from './karras.ts';

/** Noise levels evenly spaced in `ln sigma`, from `sigmaMax` down to `sigmaMin`. */
export function exponentialSigmas(count: number, { sigmaMin, sigmaMax }: SigmaRange): number[] {
  return linspace(Math.log(sigmaMax), Math.log(sigmaMin), count).map(Math.exp);
}
