import type { Metric } from '@fm/core';
import { fingerprintOf } from '../../rendered/fingerprint.ts';
import { meanMetric, type Observation } from '../observation.ts';

/**
 * Share of outputs that equal what was expected; values that are no text are compared as JSON.
 *
 * @example
 * ```ts
 * import { evaluate, exactMatch } from '@fm/prompt';
 *
 * const dataset = [{ input: 'Ada, 36', output: { name: 'Ada', age: 36 } }];
 * const program = () => ({ age: 36, name: 'Ada' });
 * const { report } = await evaluate({ dataset, program, metrics: [exactMatch()] }).result;
 * report.metrics[0]?.value; // => 1
 * ```
 */
export function exactMatch(): Metric<Observation> {
  return meanMetric('exact match', 'maximize', ({ output, expected }) =>
    output === expected || fingerprintOf({ of: output }) === fingerprintOf({ of: expected }) ? 1 : 0,
  );
}
