import { canonicalJson } from '../rendered/fingerprint.ts';
import type { Example } from '../task/example.ts';

/** Options of {@link orderAlternatingLabels}. */
export interface AlternatingLabelsOptions<Output> {
  /** What counts as an example's label. @default strings as they are, other outputs as JSON */
  readonly labelOf?: (output: Output) => string;
}

/**
 * Examples with labels in turns, in the order in which labels first appear; examples of one label keep their order. What
 * is left of a frequent label comes last.
 *
 * @example
 * ```ts
 * import { orderAlternatingLabels } from '@fm/prompt';
 *
 * const examples = ['+', '+', '-', '-'].map((output, input) => ({ input, output }));
 * orderAlternatingLabels(examples).map(({ output }) => output); // => ['+', '-', '+', '-']
 * ```
 */
export function orderAlternatingLabels<Input, Output>(
  examples: readonly Example<Input, Output>[],
  {
    labelOf = (output) => (typeof output === 'string' ? output : canonicalJson(output)),
  }: AlternatingLabelsOptions<Output> = {},
): readonly Example<Input, Output>[] {
  const groups = new Map<string, Example<Input, Output>[]>();
  for (const example of examples) {
    const label = labelOf(example.output);
    groups.set(label, [...(groups.get(label) ?? []), example]);
  }
  const lists = [...groups.values()];
  const rounds = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    lists.flatMap((list) => list.slice(round, round + 1)),
  ).flat();
}
