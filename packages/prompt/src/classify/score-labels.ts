import type { ContinuationScore, LanguageModel } from '@fm/core';
import { type LabelScore, logSumExp, type WordScore } from './label-scores.ts';

/** An input behind what says its label. */
export interface ChannelPrompt {
  readonly prefix: string;
  /** The input, with the space before it where one belongs there. */
  readonly continuation: string;
}

/** Who scores which words, and how. */
export interface LabelQuestion {
  readonly model: Pick<LanguageModel, 'scoreContinuations'>;
  readonly words: readonly (readonly [label: string, words: readonly string[]])[];
  /** Divide by the number of tokens. */
  readonly perToken: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Scores every word of every label: after a prefix, or by what follows the word. */
export async function scoreLabels(
  { model, words, perToken, signal }: LabelQuestion,
  place: { readonly prefix: string } | ((word: string) => ChannelPrompt),
): Promise<readonly LabelScore[]> {
  const all = words.flatMap(([, each]) => each);
  const options = signal === undefined ? {} : { signal };
  const found =
    typeof place === 'function'
      ? await behind(all.map(place), model, options)
      : await model.scoreContinuations(
          place.prefix,
          all.map((word) => (/(?:^|\s)$/.test(place.prefix) ? word : ` ${word}`)),
          options,
        );
  const scored = all.map((word, i) => wordScore(word, found[i] as ContinuationScore, perToken));
  let at = 0;
  return words.map(([label, each]) => {
    const own = scored.slice(at, (at += each.length));
    return { label, score: logSumExp(own.map(({ score }) => score)), words: own };
  });
}

async function behind(
  prompts: readonly ChannelPrompt[],
  model: Pick<LanguageModel, 'scoreContinuations'>,
  options: { readonly signal?: AbortSignal },
): Promise<readonly ContinuationScore[]> {
  const scores: ContinuationScore[] = [];
  for (const { prefix, continuation } of prompts)
    scores.push(...(await model.scoreContinuations(prefix, [continuation], options)));
  return scores;
}

function wordScore(word: string, { logProb, tokens }: ContinuationScore, perToken: boolean): WordScore {
  return { word, logProb, tokens: tokens.length, score: perToken ? logProb / tokens.length : logProb };
}
