import type { Tensor } from '../ir/index.ts';
import type { HostTensor } from '../tensor/index.ts';

/** Named numbers that one training or evaluation step consumes, for example `inputIds` and `labels`. */
export type Batch = Readonly<Record<string, HostTensor>>;

/** The same names while a step is traced: shapes and dtypes without numbers. */
export type TracedBatch<Name extends string = string> = Readonly<Record<Name, Tensor>>;
