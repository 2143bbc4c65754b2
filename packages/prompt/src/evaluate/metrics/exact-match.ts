import type { Metric } from '@fm/core';
import { fingerprintOf } from '../../rendered/fingerprint.ts';
import { meanMetric, type Observation } from '../observation.ts';

/** Share of outputs that equal what was expected; values that are no text are compared as JSON. */
export function exactMatch(): Metric<Observation> {
  return meanMetric('exact match', 'maximize', ({ output, expected }) =>
    output === expected || fingerprintOf({ of: output }) === fingerprintOf({ of: expected }) ? 1 : 0,
  );
}
