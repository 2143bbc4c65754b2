import { ArgumentError } from '@fm/core';
import { canonicalJson } from '../rendered/fingerprint.ts';
import type { Example } from '../task/example.ts';
import type { SelectionReason, Selector, SelectOptions, SelectorOptions } from './selector.ts';

/** What a strategy sees. */
export interface Candidates {
  /** Text of the question. */
  readonly question: string;
  /** Texts of all inputs that may be chosen from, those of excluded ones too. */
  readonly texts: readonly string[];
  /** Places of the examples that are not the question. */
  readonly eligible: readonly number[];
  readonly count: number;
  readonly signal: AbortSignal | undefined;
}

/** A selector from the part of it that chooses. */
export function defineSelector<Input, Output>({
  name,
  pool,
  options: { textOf = defaultText },
  choose,
}: {
  readonly name: string;
  readonly pool: readonly Example<Input, Output>[];
  readonly options: SelectorOptions<Input>;
  readonly choose: (
    candidates: Candidates,
  ) => readonly SelectionReason[] | Promise<readonly SelectionReason[]>;
}): Selector<Input, Output> {
  const texts = pool.map(({ input }) => textOf(input));
  return Object.freeze({
    name,
    async select(input: Input, count: number, { signal }: SelectOptions = {}) {
      signal?.throwIfAborted();
      const question = textOf(input);
      const eligible = texts.flatMap((text, i) => (text.trim() === question.trim() ? [] : [i]));
      requireCount(name, count, { available: eligible.length, excluded: texts.length - eligible.length });
      const reasons = await choose({ question, texts, eligible, count, signal });
      return Object.freeze({
        examples: Object.freeze(reasons.map(({ index }) => pool[index] as Example<Input, Output>)),
        reasons: Object.freeze(reasons.map((reason) => Object.freeze(reason))),
      });
    },
  });
}

/** The best candidates by a score, best first; of equals the earlier. */
export function highest(
  candidates: Candidates,
  score: (index: number) => number,
  describe: (score: number) => string,
): readonly SelectionReason[] {
  return candidates.eligible
    .map((index) => ({ index, score: score(index) }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, candidates.count)
    .map((each) => ({ ...each, reason: describe(each.score) }));
}

/** A number as reasons write it. */
export function written(score: number): string {
  return String(Number(score.toFixed(4)));
}

function defaultText(input: unknown): string {
  return typeof input === 'string' ? input : canonicalJson(input);
}

function requireCount(
  name: string,
  count: number,
  { available, excluded }: { readonly available: number; readonly excluded: number },
): void {
  if (!Number.isInteger(count) || count < 0) {
    throw new ArgumentError(`${name}: this is no number of examples`, {
      expected: 'an integer from 0 on',
      received: String(count),
    });
  }
  if (count <= available) return;
  throw new ArgumentError(`${name}: there are too few examples`, {
    expected: `at least ${count}`,
    received: `${available}${excluded > 0 ? `, not counting ${excluded} with the question as input` : ''}`,
    hint: 'Ask for fewer, or give more examples.',
  });
}
