import type { ProgressEvent } from '@fm/core';
import type { AddedToken } from '../added-tokens/added-token.ts';
import { TextTokenizer } from '../text-tokenizer.ts';
import { readTokenizer } from '../tokenizer-json/read-tokenizer.ts';
import type { TokenizerRecipe } from './tokenizer-recipe.ts';
import { type TokenizerTraining, tokenizerTraining } from './tokenizer-training.ts';
import { trainModel } from './train-model.ts';
import { chooseCounter } from './words/choose-counter.ts';
import type { Texts } from './words/count-words.ts';

/** Options of {@link trainTokenizer}. */
export interface TrainTokenizerOptions {
  /** Ends the training soon; the error is the signal's reason. @default never */
  readonly signal?: AbortSignal;
}

/**
 * Trains a tokenizer: an iterable of progress, plus an awaitable result.
 *
 * Texts are counted word by word and forgotten; memory grows with the number of different words. The result depends on
 * the counts only, not on the order of the texts. Long texts are best given in lines: each is cut at once.
 *
 * @param texts - at least one text; an async iterable is read as fast as its texts come
 * @param recipe - one of the recipes for the usual families, or parts of one's own
 * @throws {ArgumentError} when a text is no string, or the recipe's options contradict the texts
 * @example
 * ```ts
 * import { byteLevelBpeRecipe, trainTokenizer } from '@fm/lm/tokenizer';
 *
 * const training = trainTokenizer(['low lower lowest'], byteLevelBpeRecipe({ vocabularySize: 260, minimumFrequency: 2 }));
 * const tokenizer = await training.result;
 * tokenizer.encode(' lowest low').tokens; // => ['Ġlow', 'e', 's', 't', 'Ġlow']
 * ```
 */
export function trainTokenizer(
  texts: Texts,
  recipe: TokenizerRecipe,
  { signal }: TrainTokenizerOptions = {},
): TokenizerTraining<TextTokenizer> {
  return tokenizerTraining(train(texts, recipe, signal));
}

async function* train(
  texts: Texts,
  recipe: TokenizerRecipe,
  signal: AbortSignal | undefined,
): AsyncGenerator<ProgressEvent, TextTokenizer> {
  const { model: trainer, normalizer, preTokenizer, postProcessor, decoder, endOfText } = recipe;
  const addedTokens = (recipe.specialTokens ?? []).map(specialToken);
  const model = yield* trainModel(texts, {
    trainer,
    counter: chooseCounter({ normalizer, preTokenizer }),
    specialTokens: [...new Set(addedTokens.map(({ content }) => content))],
    signal,
  });
  const trained = new TextTokenizer({ model, normalizer, preTokenizer, postProcessor, decoder, addedTokens });
  // What is read from its file is what everyone who loads it gets, with all shortcuts that reading knows.
  return readTokenizer(trained.toJSON(), endOfText === undefined ? {} : { endOfText });
}

function specialToken(token: string | AddedToken): AddedToken {
  return typeof token === 'string' ? { content: token, special: true } : { ...token, special: true };
}
