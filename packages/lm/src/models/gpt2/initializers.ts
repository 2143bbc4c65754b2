import { type Initializer, normalInitializer } from '@fm/core';
import type { Gpt2Config } from './config.ts';

/**
 * GPT-2's first weights: normal, and narrower by `1/√(2 · n_layer)` for the projections that are added to the residual
 * stream, so that its variance does not grow with depth.
 *
 * @see Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.3
 */
export function initializers({ initializer_range, n_layer }: Gpt2Config): {
  readonly weight: Initializer;
  readonly residual: Initializer;
} {
  return {
    weight: normalInitializer(initializer_range),
    residual: normalInitializer(initializer_range / Math.sqrt(2 * n_layer)),
  };
}
