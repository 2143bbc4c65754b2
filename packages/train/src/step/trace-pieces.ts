import {
  add,
  collectLeaves,
  createGraph,
  type Graph,
  input,
  multiply,
  optimizeGraph,
  reduceSumSquare,
  type Tensor,
  type TensorType,
} from '@fm/core';
import { mapTensors, tensorOf } from '../optimizers/map-tensors.ts';
import { pieceType } from './flat-layout.ts';
import { pieceKey, type PieceSpec } from './flat-memory.ts';
import type { StepDefinition } from './step-definition.ts';
import { nextKey, scalarKey } from './trace-step.ts';

/** Options of {@link tracePieceUpdates}. */
export interface PieceUpdateOptions {
  /** Whether gradients are sums over micro-batches, to be multiplied by `gradientScale` first. */
  readonly scaled: boolean;
}

/**
 * The update of some pieces, one after the other: of the same stretch of parameter, gradient and state. `gradientNorm` is
 * that of all (scaled) gradients together, `updateSquare` the sum of squares of the update.
 */
export function tracePieceUpdates(
  { optimizer }: StepDefinition,
  pieces: readonly PieceSpec[],
  { scaled }: PieceUpdateOptions,
): Graph {
  const inputs = new Map<string, Tensor>();
  const place = (name: string, type: TensorType): Tensor => {
    const placeholder = inputs.get(name) ?? input(type.dtype, type.shape);
    inputs.set(name, placeholder);
    return placeholder;
  };
  const scalar = (name: string): Tensor => place(scalarKey(name), { dtype: 'f32', shape: [] });
  const outputs = new Map<string, Tensor>();
  const squares: Tensor[] = [];
  for (const [i, { group, size }] of pieces.entries()) {
    const { name } = group;
    const type = pieceType(group, size);
    const parameter = place(pieceKey(i, 'parameter'), type);
    const gradient = place(pieceKey(i, 'gradient'), type);
    const result = optimizer.update({
      updates: new Map([[name, scaled ? multiply(gradient, scalar('gradientScale')) : gradient]]),
      parameters: new Map([[name, parameter]]),
      state: new Map(group.slots.map((slot, k) => [slot, place(pieceKey(i, k), type)])),
      scalars: Object.fromEntries(Object.keys(optimizer.scalars(1)).map((key) => [key, scalar(key)])),
      gradientNorm: scalar('gradientNorm'),
    });
    const update = tensorOf(result.updates, name);
    squares.push(reduceSumSquare(update));
    outputs.set(nextKey(pieceKey(i, 'parameter')), add(parameter, update));
    for (const [k, slot] of group.slots.entries()) {
      outputs.set(nextKey(pieceKey(i, k)), tensorOf(result.state, slot));
    }
  }
  outputs.set('updateSquare', squares.reduce(add));
  return programOf(inputs, outputs);
}

/** The sum of squares of all elements of some pieces of the gradients. */
export function tracePieceSquares(pieces: readonly PieceSpec[]): Graph {
  const inputs = new Map(
    pieces.map(({ group, size }, i) => {
      const { dtype, shape } = pieceType(group, size);
      return [pieceKey(i, 'gradient'), input(dtype, shape)];
    }),
  );
  const squares = [...mapTensors(inputs, (piece) => reduceSumSquare(piece)).values()];
  return programOf(inputs, new Map([['gradientSquare', squares.reduce(add)]]));
}

function programOf(inputs: ReadonlyMap<string, Tensor>, outputs: ReadonlyMap<string, Tensor>): Graph {
  const used = new Set(collectLeaves(outputs.values()));
  return optimizeGraph(createGraph(new Map([...inputs].filter(([, tensor]) => used.has(tensor))), outputs));
}
