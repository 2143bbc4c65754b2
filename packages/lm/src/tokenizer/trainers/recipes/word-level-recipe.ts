import { whitespace } from '../../pre-tokenizers/whitespace.ts';
import type { TokenizerRecipe } from '../tokenizer-recipe.ts';
import { wordLevelTrainer, type WordLevelTrainerOptions } from '../word-level-trainer.ts';

/** Options of {@link wordLevelRecipe}. */
export interface WordLevelRecipeOptions extends Omit<WordLevelTrainerOptions, 'unknownToken'> {
  /** More control tokens, behind `<unk>`. @default none */
  readonly specialTokens?: readonly string[];
}

/**
 * A tokenizer with a token for each of the most frequent words and runs of punctuation, and `<unk>` for all others.
 *
 * @throws {ArgumentError} when an option is out of range
 * @example
 * ```ts
 * import { trainTokenizer, wordLevelRecipe } from '@fm/lm/tokenizer';
 *
 * const tokenizer = await trainTokenizer(['to be or not to be'], wordLevelRecipe({ vocabularySize: 3 })).result;
 * tokenizer.encode('to be or').tokens; // => ['to', 'be', '<unk>']
 * ```
 */
export function wordLevelRecipe({
  specialTokens = [],
  ...options
}: WordLevelRecipeOptions = {}): TokenizerRecipe {
  return {
    model: wordLevelTrainer({ ...options, unknownToken: '<unk>' }),
    preTokenizer: whitespace(),
    specialTokens: ['<unk>', ...specialTokens],
  };
}
