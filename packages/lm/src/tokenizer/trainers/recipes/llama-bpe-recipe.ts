import { byteFallbackDecoder } from '../../decoders/byte-fallback.ts';
import { fuseDecoder } from '../../decoders/fuse.ts';
import { replaceDecoder } from '../../decoders/replace.ts';
import { decoderSequence } from '../../decoders/sequence.ts';
import { stripDecoder } from '../../decoders/strip.ts';
import { digits } from '../../pre-tokenizers/digits.ts';
import { metaspace } from '../../pre-tokenizers/metaspace.ts';
import { preTokenizerSequence } from '../../pre-tokenizers/sequence.ts';
import { type BpeTrainerOptions, bpeTrainer } from '../bpe/bpe-trainer.ts';
import type { TokenizerRecipe } from '../tokenizer-recipe.ts';
import { controlTemplate } from './control-template.ts';

/** Options of {@link llamaBpeRecipe}. */
export interface LlamaBpeRecipeOptions extends Pick<
  BpeTrainerOptions,
  'vocabularySize' | 'minimumFrequency' | 'limitAlphabet' | 'maximumTokenLength'
> {
  /** More control tokens, behind `<unk>`, `<s>` and `</s>`. @default none */
  readonly specialTokens?: readonly string[];
}

/**
 * A tokenizer as Llama and Llama 2 have it: merges of characters inside words, with `▁` for spaces, digits one by one,
 * bytes for characters that are not in the vocabulary, and `<s>` before each text.
 *
 * `minimumFrequency` is 2 unless told. The vocabulary begins with the control tokens and 256 bytes.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Touvron et al., "LLaMA: open and efficient foundation language models", arXiv:2302.13971
 * @example
 * ```ts
 * import { llamaBpeRecipe, trainTokenizer } from '@fm/lm/tokenizer';
 *
 * const recipe = llamaBpeRecipe({ vocabularySize: 272 });
 * const tokenizer = await trainTokenizer(['low lower lowest'], recipe).result;
 * tokenizer.encode('low é').tokens; // => ['<s>', '▁low', '▁', '<0xC3>', '<0xA9>']
 * ```
 */
export function llamaBpeRecipe({
  minimumFrequency = 2,
  specialTokens = [],
  ...options
}: LlamaBpeRecipeOptions = {}): TokenizerRecipe {
  return {
    model: bpeTrainer({
      ...options,
      minimumFrequency,
      byteFallback: true,
      unknownToken: '<unk>',
      fuseUnknown: true,
    }),
    preTokenizer: preTokenizerSequence([
      metaspace({ prependScheme: 'first' }),
      digits({ individualDigits: true }),
    ]),
    postProcessor: controlTemplate({ before: ['<s>', 1] }),
    decoder: decoderSequence([
      replaceDecoder({ String: '▁' }, ' '),
      byteFallbackDecoder(),
      fuseDecoder(),
      stripDecoder({ content: ' ', start: 1 }),
    ]),
    specialTokens: ['<unk>', '<s>', '</s>', ...specialTokens],
    endOfText: '</s>',
  };
}
