import { byteAlphabet } from '../../byte/byte-alphabet.ts';
import { byteLevelDecoder } from '../../decoders/byte-level.ts';
import { byteLevelProcessing } from '../../post-processors/byte-level.ts';
import { byteLevelPreTokenizer } from '../../pre-tokenizers/byte-level.ts';
import { type BpeTrainerOptions, bpeTrainer } from '../bpe/bpe-trainer.ts';
import type { TokenizerRecipe } from '../tokenizer-recipe.ts';

/** Options of {@link byteLevelBpeRecipe}. */
export interface ByteLevelBpeRecipeOptions extends Pick<
  BpeTrainerOptions,
  'vocabularySize' | 'minimumFrequency' | 'maximumTokenLength'
> {
  /** @default ['<|endoftext|>'] */
  readonly specialTokens?: readonly string[];
  /** Whether a text that does not begin with a space gets one. @default false */
  readonly addPrefixSpace?: boolean;
}

/**
 * A tokenizer as GPT-2 has it: merges of bytes, inside words with the space before them. It has a token for every byte,
 * so that any text comes back as it was.
 *
 * `minimumFrequency` is 2 unless told.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Radford et al., "Language models are unsupervised multitask learners", 2019
 * @example
 * ```ts
 * import { byteLevelBpeRecipe, trainTokenizer } from '@fm/lm/tokenizer';
 *
 * const recipe = byteLevelBpeRecipe({ vocabularySize: 260 });
 * const tokenizer = await trainTokenizer(['low lower lowest'], recipe).result;
 * tokenizer.decode(tokenizer.encode('schön 🙂').ids); // => 'schön 🙂'
 * ```
 */
export function byteLevelBpeRecipe({
  minimumFrequency = 2,
  specialTokens = ['<|endoftext|>'],
  addPrefixSpace = false,
  ...options
}: ByteLevelBpeRecipeOptions = {}): TokenizerRecipe {
  return {
    model: bpeTrainer({ ...options, minimumFrequency, initialAlphabet: byteAlphabet() }),
    preTokenizer: byteLevelPreTokenizer({ addPrefixSpace }),
    postProcessor: byteLevelProcessing({
      type: 'ByteLevel',
      add_prefix_space: addPrefixSpace,
      trim_offsets: false,
      use_regex: true,
    }),
    decoder: byteLevelDecoder(),
    specialTokens,
  };
}
