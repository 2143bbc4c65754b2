import { ArgumentError } from '../../errors/index.ts';
import {
  type Pair,
  pair,
  requireWhole,
  type WindowAttributes,
  windowAttributes,
  type WindowOptions,
} from './window.ts';

/** Attributes of pooling. */
export type PoolAttributes = WindowAttributes & { readonly kernel: readonly number[] };

/** Options of pooling. */
export interface Pool2dOptions extends WindowOptions {
  /** Distance of neighbouring windows. @default the window's size */
  readonly stride?: Pair;
}

/** The attributes of pooling that its options stand for. */
export function poolAttributes(op: string, size: Pair, options: Pool2dOptions): PoolAttributes {
  const kernel = pair(size);
  requireWhole(op, 'window sizes', kernel, 1);
  const window = windowAttributes(op, { stride: size, ...options });
  if (window.padding.some((width, side) => 2 * width > kernel[side >> 1]!)) {
    throw new ArgumentError(`${op}: a window could lie in the padding altogether`, {
      expected: 'padding of at most half the window',
      received: `padding [${window.padding.join(', ')}] for a window of [${kernel.join(', ')}]`,
    });
  }
  return { ...window, kernel };
}
