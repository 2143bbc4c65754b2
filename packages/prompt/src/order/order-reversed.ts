import type { Ordering } from './order-as-given.ts';

/** Examples the other way round: the best chosen comes last, next to the question. */
export const orderReversed: Ordering = (examples) => examples.toReversed();
