import { decodeBfloat16, decodeFloat16, type HostTensor, isFloat, NumericalError } from '@fm/core';

/** Where the first number that is not finite was found. */
export interface NonFinite {
  /** Name of the tensor, for example `gradient/h.0.attn.c_attn.weight`. */
  readonly tensor: string;
  /** Row-major position of the element. */
  readonly index: number;
  readonly value: number;
}

/** The first NaN or infinity in some tensors, in their order. */
export function findNonFinite(tensors: Iterable<readonly [string, HostTensor]>): NonFinite | undefined {
  for (const [tensor, { dtype, data }] of tensors) {
    if (!isFloat(dtype)) continue;
    const decode = dtype === 'f16' ? decodeFloat16 : dtype === 'bf16' ? decodeBfloat16 : Number;
    for (let index = 0; index < data.length; index++) {
      const value = decode(data[index] as number);
      if (!Number.isFinite(value)) return { tensor, index, value };
    }
  }
  return undefined;
}

const hints: readonly (readonly [prefix: string, hint: string])[] = [
  ['batch/', 'Clean the training data: this batch holds a number that is not finite.'],
  ['parameters/', 'The parameters were damaged before this step; go back to an earlier checkpoint.'],
  ['optimizer/', 'The optimizer state was damaged before this step; go back to an earlier checkpoint.'],
  ['loss', 'The loss function left its domain (a logarithm of 0, a division by 0), or the model overflowed.'],
  ['gradient/', 'Lower the learning rate, clip gradients, or lengthen the warm-up.'],
  ['updated/', 'The optimizer made it: raise its epsilon or lower the learning rate.'],
];

/** The error for a step whose loss or norms are not finite. */
export function nonFiniteError(
  step: number,
  values: Readonly<Record<string, number>>,
  found: NonFinite | undefined,
): NumericalError {
  const first = Object.entries(values).find(([, value]) => !Number.isFinite(value));
  const seen = first === undefined ? '' : `, seen as ${first[0]} ${first[1]}`;
  if (found === undefined) {
    return new NumericalError(`Step ${step}: numbers overflow${seen}`, {
      expected: 'a finite loss and finite norms',
      received: Object.entries(values)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
      hint: 'Every tensor is finite, but a sum over them is not: lower the learning rate or clip gradients.',
    });
  }
  return new NumericalError(`Step ${step}: ${found.tensor} is not finite${seen}`, {
    expected: 'finite numbers',
    received: `${found.value} at index ${found.index} of ${found.tensor}`,
    hint: hints.find(([prefix]) => found.tensor.startsWith(prefix))?.[1],
  });
}
