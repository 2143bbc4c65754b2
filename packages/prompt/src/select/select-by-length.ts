import type { Example } from '../task/example.ts';
import { defineSelector, highest, written } from './define-selector.ts';
import type { Selector, SelectorOptions } from './selector.ts';

/** Options of {@link selectByLength}. */
export interface LengthSelectorOptions<Input> extends SelectorOptions<Input> {
  /** Length of a text, for example a tokenizer's `countTokens`. @default UTF-16 code units */
  readonly lengthOf?: (text: string) => number;
  /** Length that inputs should have; 0 prefers short ones. @default the question's */
  readonly length?: number;
}

/**
 * The examples whose inputs are closest in length to the question, or to a length. The score is `−|difference|`.
 *
 * @throws {ArgumentError} from `select`, when `count` is no integer ≥ 0, or there are fewer examples that are not the question
 * @example
 * ```ts
 * import { selectByLength } from '@fm/prompt';
 *
 * const pool = ['a', 'aaaa', 'aaaaaaaa'].map((input) => ({ input, output: '' }));
 * const { examples } = await selectByLength(pool).select('bbbbb', 1);
 * examples[0]?.input; // => 'aaaa'
 * ```
 */
export function selectByLength<Input, Output>(
  pool: readonly Example<Input, Output>[],
  { lengthOf = (text) => text.length, length, ...options }: LengthSelectorOptions<Input> = {},
): Selector<Input, Output> {
  return defineSelector({
    name: 'length',
    pool,
    options,
    choose(candidates) {
      const wanted = length ?? lengthOf(candidates.question);
      return highest(
        candidates,
        (index) => 0 - Math.abs(lengthOf(candidates.texts[index] as string) - wanted),
        (score) => `length differs by ${written(-score)}`,
      );
    },
  });
}
