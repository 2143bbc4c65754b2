import { metaspaceDecoder } from '../../decoders/metaspace.ts';
import { nmt } from '../../normalizers/nmt.ts';
import { replace } from '../../normalizers/replace.ts';
import { normalizerSequence } from '../../normalizers/sequence.ts';
import { unicodeNormalizer } from '../../normalizers/unicode-normalizer.ts';
import { metaspace } from '../../pre-tokenizers/metaspace.ts';
import type { TokenizerRecipe } from '../tokenizer-recipe.ts';
import { unigramTrainer, type UnigramTrainerOptions } from '../unigram/unigram-trainer.ts';
import { controlTemplate } from './control-template.ts';

/** Options of {@link t5UnigramRecipe}. */
export interface T5UnigramRecipeOptions extends Omit<UnigramTrainerOptions, 'unknownToken'> {
  /** More control tokens, behind `<pad>`, `</s>` and `<unk>`. @default none */
  readonly specialTokens?: readonly string[];
}

/**
 * A tokenizer as T5 has it: a unigram model of words with `▁` for the space before them, text normalised by NFKC and
 * with single spaces, and `</s>` behind each text.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Raffel et al., "Exploring the limits of transfer learning with a unified text-to-text transformer",
 *   arXiv:1910.10683
 * @example
 * ```ts
 * import { t5UnigramRecipe, trainTokenizer } from '@fm/lm/tokenizer';
 *
 * const recipe = t5UnigramRecipe({ vocabularySize: 14 });
 * const tokenizer = await trainTokenizer(['low lower lowest low low'], recipe).result;
 * tokenizer.encode('low  low').tokens; // => ['▁low', '▁low', '</s>']
 * ```
 */
export function t5UnigramRecipe({
  specialTokens = [],
  ...options
}: T5UnigramRecipeOptions = {}): TokenizerRecipe {
  return {
    model: unigramTrainer({ ...options, unknownToken: '<unk>' }),
    normalizer: normalizerSequence([nmt(), unicodeNormalizer('NFKC'), replace({ Regex: ' {2,}' }, ' ')]),
    preTokenizer: metaspace(),
    postProcessor: controlTemplate({ behind: ['</s>', 1] }),
    decoder: metaspaceDecoder(),
    specialTokens: ['<pad>', '</s>', '<unk>', ...specialTokens],
    endOfText: '</s>',
  };
}
