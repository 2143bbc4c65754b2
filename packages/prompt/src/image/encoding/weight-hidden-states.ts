import type { HostTensor } from '@fm/core';

/** Rows of hidden states, `f32[tokens, hidden]` flattened, with a weight for each token. */
export interface WeightedStates {
  readonly states: Float32Array;
  readonly weights: readonly number[];
}

/**
 * Multiplies each token's vector by its weight, and the whole row so that its mean is what it was:
 * `z' = w z · mean(z) / mean(w z)`. Nothing is restored when the mean of the weighted states is 0.
 */
export function weightAndRestoreMean(row: WeightedStates): Float32Array {
  const weighted = weightTokens(row);
  const ratio = mean(row.states) / mean(weighted);
  return Number.isFinite(ratio) ? weighted.map((value) => value * ratio) : weighted;
}

/** Multiplies each token's vector by its weight. */
export function weightTokens({ states, weights }: WeightedStates): Float32Array {
  const hidden = states.length / weights.length;
  return states.map((value, i) => value * (weights[Math.floor(i / hidden)] as number));
}

/** Moves each token's vector away from that of an empty prompt: `z' = e + w (z − e)`. */
export function weightFromEmpty({ states, weights }: WeightedStates, empty: Float32Array): Float32Array {
  const hidden = states.length / weights.length;
  return states.map((value, i) => {
    const base = empty[i] as number;
    return base + (value - base) * (weights[Math.floor(i / hidden)] as number);
  });
}

/** `Σ w x`, the weights divided by their sum where they are to be normalized. */
export function mixStates(
  states: readonly Float32Array[],
  weights: readonly number[],
  normalize: boolean,
): Float32Array {
  const total = normalize ? weights.reduce((sum, weight) => sum + weight, 0) : 1;
  const mixed = new Float32Array(states[0]?.length ?? 0);
  for (const [k, row] of states.entries())
    for (const [i, value] of row.entries()) mixed[i]! += (value * (weights[k] as number)) / total;
  return mixed;
}

/** The hidden states of one prompt of a batch, without a copy. */
export function rowOf({ data, shape }: HostTensor<'f32'>, row: number): Float32Array {
  const size = data.length / (shape[0] as number);
  return data.subarray(row * size, (row + 1) * size);
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
