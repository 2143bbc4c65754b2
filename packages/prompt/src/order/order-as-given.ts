import type { Example } from '../task/example.ts';

/** Puts examples into an order; every strategy of this folder that needs nothing else is one. */
export type Ordering = <Input, Output>(
  examples: readonly Example<Input, Output>[],
) => readonly Example<Input, Output>[];

/** Examples in the order in which they were chosen. */
export const orderAsGiven: Ordering = (examples) => [...examples];
