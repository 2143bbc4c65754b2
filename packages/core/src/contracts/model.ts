import type { Tensor } from '../ir/index.ts';

/**
 * A function with named parameters. The parameters are traced tensors: they hold no numbers, which are kept beside the
 * model as a record of the same names, in a train state or a checkpoint.
 */
export interface Model {
  /** Every parameter by name, in a stable order; a shared parameter appears once, under its first name. */
  parameters(): ReadonlyMap<string, Tensor>;
}
