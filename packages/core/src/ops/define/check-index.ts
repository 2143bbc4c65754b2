import { ArgumentError } from '../../errors/index.ts';

/**
 * A run-time index as a position in `[0, extent)`; negative ones count from the end.
 *
 * @throws {ArgumentError} when it is out of range
 */
export function checkIndex(op: string, index: number, extent: number): number {
  const position = index < 0 ? index + extent : index;
  if (position >= 0 && position < extent) return position;
  throw new ArgumentError(`${op}: an index is out of range`, {
    expected: `an integer in [${-extent}, ${extent})`,
    received: `${index}`,
  });
}
