import { wordPieceDecoder } from '../../decoders/word-piece.ts';
import { bertNormalizer } from '../../normalizers/bert.ts';
import { bertProcessing } from '../../post-processors/bert.ts';
import { bertPreTokenizer } from '../../pre-tokenizers/bert.ts';
import type { TokenizerRecipe } from '../tokenizer-recipe.ts';
import { wordPieceTrainer, type WordPieceTrainerOptions } from '../word-piece-trainer.ts';

/** Options of {@link bertWordPieceRecipe}. */
export interface BertWordPieceRecipeOptions extends Pick<
  WordPieceTrainerOptions,
  'vocabularySize' | 'minimumFrequency' | 'limitAlphabet' | 'initialAlphabet' | 'maxInputCharsPerWord'
> {
  /** More control tokens, behind `[PAD]`, `[UNK]`, `[CLS]`, `[SEP]` and `[MASK]`. @default none */
  readonly specialTokens?: readonly string[];
  /** Whether case and accents are removed. @default true */
  readonly lowercase?: boolean;
}

/**
 * A tokenizer as BERT has it: WordPiece inside words and punctuation, `[CLS]` before and `[SEP]` behind each text.
 *
 * `minimumFrequency` is 2 and `limitAlphabet` 1000 unless told.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Devlin et al., "BERT: pre-training of deep bidirectional transformers", arXiv:1810.04805
 * @example
 * ```ts
 * import { bertWordPieceRecipe, trainTokenizer } from '@fm/lm/tokenizer';
 *
 * const recipe = bertWordPieceRecipe({ vocabularySize: 21 });
 * const tokenizer = await trainTokenizer(['Low, lower, lowest'], recipe).result;
 * tokenizer.encode('Lowest').tokens; // => ['[CLS]', 'low', '##e', '##s', '##t', '[SEP]']
 * ```
 */
export function bertWordPieceRecipe({
  minimumFrequency = 2,
  limitAlphabet = 1000,
  specialTokens = [],
  lowercase = true,
  ...options
}: BertWordPieceRecipeOptions = {}): TokenizerRecipe {
  return {
    model: wordPieceTrainer({ ...options, minimumFrequency, limitAlphabet }),
    normalizer: bertNormalizer({ lowercase }),
    preTokenizer: bertPreTokenizer(),
    postProcessor: bertProcessing({ cls: ['[CLS]', 2], sep: ['[SEP]', 3] }),
    decoder: wordPieceDecoder(),
    specialTokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...specialTokens],
  };
}
