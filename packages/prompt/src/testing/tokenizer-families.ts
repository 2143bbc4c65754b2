import type { Tokenizer } from '@fm/core';
import {
  bertWordPieceRecipe,
  byteLevelBpeRecipe,
  byteTokenizer,
  type ChatTokenizer,
  llamaBpeRecipe,
  t5UnigramRecipe,
  trainTokenizer,
  wordLevelRecipe,
} from '@fm/lm/tokenizer';

/** Control tokens that every trained tokenizer below has, beside those of its family. */
export const controlTokens: readonly string[] = [
  '<|im_start|>',
  '<|im_end|>',
  '<|endoftext|>',
  '[INST]',
  '<s>',
];

const corpus = [
  'The quick brown fox jumps over the lazy dog, and the dog sleeps on.',
  'A review of a film: the plot was thin but the acting was very good indeed.',
  'Label the text as positive or negative. Answer with one word: positive, negative.',
  'Numbers such as 1, 22 and 333; brackets [ ] < > | and words with_underscores im start end INST s.',
  'Straße, naïve café, 日本語の文, русский текст, 🙂 and more.',
];

/** One small tokenizer of each family. */
export interface TokenizerFamily {
  readonly name: string;
  readonly tokenizer: Tokenizer & ChatTokenizer;
  /** Ids that text must never become: all control tokens but the unknown token, which is what unknown text is. */
  readonly controlIds: ReadonlySet<number>;
}

/** Trains the tokenizers; takes a fraction of a second. */
export async function tokenizerFamilies(): Promise<readonly TokenizerFamily[]> {
  const specialTokens = [...controlTokens];
  const recipes = {
    'byte-level BPE': byteLevelBpeRecipe({ vocabularySize: 400, specialTokens }),
    'Llama BPE': llamaBpeRecipe({ vocabularySize: 500, specialTokens: without(['<s>']) }),
    WordPiece: bertWordPieceRecipe({ vocabularySize: 300, specialTokens }),
    Unigram: t5UnigramRecipe({ vocabularySize: 200, specialTokens }),
    WordLevel: wordLevelRecipe({ vocabularySize: 100, specialTokens }),
  };
  const trained = await Promise.all(
    Object.entries(recipes).map(async ([name, recipe]) =>
      family(name, await trainTokenizer(corpus, recipe).result),
    ),
  );
  return [...trained, family('bytes', byteTokenizer({ specialTokens }))];
}

function without(tokens: readonly string[]): readonly string[] {
  return controlTokens.filter((token) => !tokens.includes(token));
}

function family(name: string, tokenizer: Tokenizer & ChatTokenizer): TokenizerFamily {
  const control = [...tokenizer.specialTokens].filter(([token]) => !['<unk>', '[UNK]'].includes(token));
  return { name, tokenizer, controlIds: new Set(control.map(([, id]) => id)) };
}
