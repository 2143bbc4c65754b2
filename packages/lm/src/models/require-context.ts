import { type Dim, ShapeError } from '@fm/core';

/** What a sequence must fit into. */
export interface Context {
  /** The architecture, for the message. */
  readonly model: string;
  /** Longest sequence, in tokens. */
  readonly contextLength: number;
  /** The field of the configuration that says so. */
  readonly field: string;
}

/** @throws {ShapeError} when a sequence is longer than the context */
export function requireContext(sequence: Dim, { model, contextLength, field }: Context): void {
  if (typeof sequence !== 'number' || sequence <= contextLength) return;
  throw new ShapeError(`${model}: the sequence is longer than the context`, {
    expected: `at most ${contextLength} tokens`,
    received: `${sequence}`,
    hint: `Cut the text into blocks, or choose a larger ${field}.`,
  });
}
