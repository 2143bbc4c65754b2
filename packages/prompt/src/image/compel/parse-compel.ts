import { ArgumentError } from '@fm/core';
import {
  frozenPrompt,
  type ImageClause,
  type ImagePrompt,
  type ParseImagePromptOptions,
  singleClause,
} from '../image-prompt.ts';
import { CompelReader } from './compel-reader.ts';
import { flattened } from './flattened.ts';

/**
 * Reads a prompt as the compel library does.
 *
 * - `word+`, `(several words)++` multiply the weight by 1.1 for each `+`, `-` by 0.9; `(words)1.3` or
 *   `(words).attend(1.3)` by 1.3; they nest. `(words)` alone only groups.
 * - `("x", "y").blend(0.7, 0.3)` mixes encodings; weights are divided by their sum unless `no_normalize` follows.
 * - `("x", "y").and(1, 0.5)` are clauses.
 * - `\(`, `\)` and `\"` are the characters themselves.
 *
 * Whatever is not well-formed is text, as it is there.
 *
 * @throws {UnsupportedError} at `.swap(…)`, `withLora(…)` and `useLora(…)`, which are no matter of text
 * @throws {ArgumentError} when the number of weights differs from that of the prompts, an argument is no weight, text
 *   follows `.and(…)`, or the negative prompt has several clauses
 * @see https://github.com/damian0815/compel/blob/main/doc/syntax.md
 * @example
 * ```ts
 * import { parseCompel, promptAtStep } from '@fm/prompt';
 *
 * const { clauses } = parseCompel('a tall man (picking apricots+)++');
 * const said = promptAtStep(clauses[0]?.parts[0]?.fragments ?? [], { step: 1, steps: 1 });
 * said.map((each) => (each.kind === 'text' ? `${each.text} ${each.weight.toFixed(3)}` : ''));
 * // => ['a tall man 1.000', 'picking 1.210', 'apricots 1.331']
 * ```
 */
export function parseCompel(text: string, { negative }: ParseImagePromptOptions = {}): ImagePrompt {
  const clauses = parseClauses(text);
  if (negative === undefined) return frozenPrompt({ dialect: 'compel', clauses });
  const [only, ...more] = parseClauses(negative);
  if (only === undefined || more.length > 0) {
    throw new ArgumentError('parseCompel: the negative prompt has several clauses', {
      expected: 'one',
      received: negative,
      hint: 'Use .blend() to mix them.',
    });
  }
  return frozenPrompt({ dialect: 'compel', clauses, negative: only });
}

function parseClauses(text: string): readonly ImageClause[] {
  if (text.trim() === '') return [singleClause([{ kind: 'text', text: '', weight: 1 }])];
  const reader = new CompelReader(text);
  const conjunction = reader.operation(/\.(?:and|add)/y);
  if (conjunction !== undefined) {
    if (!reader.isAtEnd()) {
      throw new ArgumentError('parseCompel: .and() has to be the whole prompt', {
        expected: 'nothing after the closing bracket',
        received: reader.rest(),
        hint: 'Put the text into one of the clauses.',
      });
    }
    const { prompts, weights } = withWeights(conjunction);
    return prompts.map((prompt, i) => singleClause(flattened(prompt), weights[i]));
  }
  const blend = reader.operation(/\.blend/y);
  if (blend !== undefined && reader.isAtEnd()) {
    const normalize = blend.options.at(-1) !== 'no_normalize';
    const { prompts, weights } = withWeights({
      prompts: blend.prompts,
      options: normalize ? blend.options : blend.options.slice(0, -1),
    });
    const parts = prompts.map((prompt, i) => ({ weight: weights[i] ?? 1, fragments: flattened(prompt) }));
    return [{ weight: 1, parts, normalize }];
  }
  return [singleClause(flattened(new CompelReader(text).whole()))];
}

type Operation = NonNullable<ReturnType<CompelReader['operation']>>;

function withWeights({ prompts, options }: Operation): {
  readonly prompts: Operation['prompts'];
  readonly weights: readonly number[];
} {
  const weights = options.length === 0 ? prompts.map(() => 1) : options.map(Number);
  if (weights.length !== prompts.length || weights.some(Number.isNaN)) {
    throw new ArgumentError('parseCompel: the weights do not fit the prompts', {
      expected: `${prompts.length} numbers, or none`,
      received: options.join(', '),
    });
  }
  return { prompts, weights };
}
