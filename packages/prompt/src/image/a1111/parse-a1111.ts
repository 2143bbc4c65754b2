import {
  frozenPrompt,
  type ImageClause,
  type ImageFragment,
  type ImagePrompt,
  type ParseImagePromptOptions,
  singleClause,
} from '../image-prompt.ts';
import { readEmphasis } from './read-emphasis.ts';
import { parseSchedules } from './schedule-tree.ts';

/**
 * Reads a prompt as AUTOMATIC1111's web interface does.
 *
 * - `(x)` multiplies the weight by 1.1, `[x]` divides it by 1.1, `(x:1.3)` multiplies it by 1.3; brackets nest.
 * - `\(`, `\)`, `\[`, `\]` and `\\` are the characters themselves.
 * - `[x:y:0.5]` is x for the first half of the steps and y after it; a number without a point is a step. `[y:0.5]` begins
 *   with nothing, `[x::0.5]` ends with nothing. `[x|y|z]` takes turns, one a step.
 * - `BREAK` begins a new chunk. Within brackets too, where the original takes it for a word.
 * - `x :1.2 AND y :0.8` are two clauses with weights. The negative prompt has no clauses.
 *
 * Whatever is not well-formed is text, as it is there.
 *
 * @throws {UnsupportedError} when a weight changes over time: `(x:[1:1.3:0.5])`
 * @see https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/Features#attentionemphasis
 * @example
 * ```ts
 * import { parseA1111, promptAtStep } from '@fm/prompt';
 *
 * const { clauses } = parseA1111('a ((tall) [red:blue:0.5] house:1.2)');
 * const first = promptAtStep(clauses[0]?.parts[0]?.fragments ?? [], { step: 1, steps: 20 });
 * first.map((each) => (each.kind === 'text' ? `${each.text.trim()} ${each.weight.toFixed(2)}` : 'BREAK'));
 * // => ['a 1.00', 'tall 1.32', 'red house 1.20']
 * ```
 */
export function parseA1111(text: string, { negative }: ParseImagePromptOptions = {}): ImagePrompt {
  return frozenPrompt({
    dialect: 'a1111',
    clauses: text.split(/\bAND\b/).map(parseClause),
    ...(negative !== undefined && { negative: singleClause(fragmentsOf(negative)) }),
  });
}

const clauseWeight = /:\s*([-+]?(?:\d*\.\d+|\d+\.?))\s*$/;

function parseClause(text: string): ImageClause {
  const found = clauseWeight.exec(text);
  return found === null
    ? singleClause(fragmentsOf(text.trimEnd()))
    : singleClause(fragmentsOf(text.slice(0, found.index).trimEnd()), Number(found[1]));
}

function fragmentsOf(text: string): readonly ImageFragment[] {
  return readEmphasis(parseSchedules(text));
}
