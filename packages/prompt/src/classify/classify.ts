import { ArgumentError, type LanguageModel } from '@fm/core';
import { labelCodec, type LabelOf, type Labels } from '../task/label-codec.ts';
import type { LabelTask } from '../task/task.ts';
import type { Example } from '../task/example.ts';
import type { Calibration, CalibrationContext } from './calibration/calibration.ts';
import { pmi } from './calibration/pmi.ts';
import { type LabelScore, logSoftmax } from './label-scores.ts';
import { type ChannelPrompt, scoreLabels } from './score-labels.ts';

/** What counts as the score of a label's word: see {@link ClassifyOptions.scoring}. */
export type Scoring = 'sum' | 'mean' | 'pmi' | 'channel';

/** Options that every classification takes. */
export interface ClassifyOptions<Input> {
  /** Only `scoreContinuations` is used. */
  readonly model: Pick<LanguageModel, 'scoreContinuations'>;
  readonly inputs: readonly Input[];
  /**
   * - `'sum'`: `log P(word | prompt)`, over all tokens of the word
   * - `'mean'`: the same per token, for words of different lengths
   * - `'pmi'`: `log P(word | prompt) − log P(word | domain)`; needs `domain`
   * - `'channel'`: `log P(input | word)`; for prompts of one's own, needs `channel`
   *
   * @default 'sum'
   * @see Min et al. 2022, Noisy Channel Language Model Prompting, https://arxiv.org/abs/2108.04106 for `'channel'`
   */
  readonly scoring?: Scoring;
  /** What comes right before an answer, for `'pmi'`. @default a task's `outputPrefix` */
  readonly domain?: string;
  /** @default none: whether it helps has to be measured */
  readonly calibration?: Calibration<Input>;
  readonly signal?: AbortSignal;
}

/** Classification with a task: its labels, its words, its prompts. */
export interface ClassifyTask<Input, Label extends string> extends ClassifyOptions<Input> {
  readonly task: LabelTask<Input, Label>;
  /** Shown before each input. @default none: zero-shot */
  readonly examples?: readonly Example<NoInfer<Input>, NoInfer<Label>>[];
}

/** Classification with prompts of one's own. */
export interface ClassifyPrompts<Input, Given extends Labels> extends ClassifyOptions<Input> {
  readonly labels: Given;
  /** The text before the answer. Where it does not end with white space, a space belongs to each word. */
  readonly prompt: (input: Input) => string;
  /** The text before an input when its label is known, and the input: for scoring `'channel'`. */
  readonly channel?: (word: string, input: Input) => ChannelPrompt;
}

/** What a model thinks an input is. */
export interface Classification<Label extends string = string> {
  /** The most probable label; of equal ones the first. */
  readonly label: Label;
  /** After calibration; they add up to 1. */
  readonly probabilities: Readonly<Record<Label, number>>;
  /** What the model said, before calibration, in the order of the labels. */
  readonly scores: readonly LabelScore<Label>[];
}

/**
 * Classifies inputs by the probability of each label's words, however many tokens these have: prompt and word are
 * tokenized as one text. Words of one label count together.
 *
 * @throws {ArgumentError} when labels cannot be told apart, a prompt does not fit the model, or an option is missing
 * @example
 * ```ts
 * import type { LanguageModel } from '@fm/core';
 * import { classify } from '@fm/prompt';
 *
 * // A model that finds short words more probable: e^-length.
 * const model: Pick<LanguageModel, 'scoreContinuations'> = {
 *   scoreContinuations: async (_, words) =>
 *     words.map((continuation) => ({
 *       continuation,
 *       logProb: -continuation.length,
 *       tokens: Uint32Array.of(0),
 *       logProbs: Float64Array.of(0),
 *       isGreedy: false,
 *     })),
 * };
 * const [first] = await classify({
 *   model,
 *   inputs: ['Lovely.'],
 *   prompt: (review) => `Review: ${review}\nSentiment:`,
 *   labels: { positive: ['good'], negative: ['awful'] },
 * });
 * first?.label; // => 'positive'
 * first?.probabilities.positive; // => 0.7311
 * ```
 */
export function classify<Input, Label extends string>(
  options: ClassifyTask<Input, Label>,
): Promise<readonly Classification<Label>[]>;
export function classify<Input, const Given extends Labels>(
  options: ClassifyPrompts<Input, Given>,
): Promise<readonly Classification<LabelOf<Given>>[]>;
export async function classify(
  options: ClassifyTask<unknown, string> | ClassifyPrompts<unknown, Labels>,
): Promise<readonly Classification[]> {
  const { model, inputs, scoring = 'sum', signal } = options;
  const prompts = promptsOf(options);
  const { verbalizers, labels } = 'task' in options ? options.task.labels : labelCodec(options.labels);
  const words = Object.entries<readonly string[]>(verbalizers);
  const ask = { model, words, perToken: scoring === 'mean', signal };
  const score = async (input: unknown): Promise<readonly LabelScore[]> =>
    scoreLabels(
      ask,
      scoring === 'channel' ? (word) => prompts.channel(word, input) : { prefix: prompts.prompt(input) },
    );
  const scores: (readonly LabelScore[])[] = [];
  for (const input of inputs) scores.push(await score(input));

  const rows = scores.map((row) => row.map((each) => each.score));
  const context: CalibrationContext<unknown> = {
    labels,
    scores: rows,
    async scoreInputs(others) {
      const found: (readonly number[])[] = [];
      for (const each of others) found.push((await score(each)).map((label) => label.score));
      return found;
    },
    async scorePrefix(prefix) {
      if (scoring === 'channel') {
        throw new ArgumentError('A channel score has no domain', {
          hint: "Calibrate by pmi only what is scored by 'sum' or 'mean'.",
        });
      }
      return (await scoreLabels(ask, { prefix })).map((each) => each.score);
    },
  };
  const corrected = await correct(context, scoring === 'pmi' ? pmi(prompts.domain()) : undefined);
  const final = await correct(
    { ...corrected, scoreInputs: async (others) => corrected.map(await context.scoreInputs(others)) },
    options.calibration,
  );
  return scores.map((row, i) => classification(row, final.scores[i] as readonly number[]));
}

/** Scores after a calibration, and the same for other scores. */
async function correct(
  context: CalibrationContext<unknown>,
  calibration: Calibration<unknown> | undefined,
): Promise<
  CalibrationContext<unknown> & { map(rows: readonly (readonly number[])[]): readonly (readonly number[])[] }
> {
  const correction = await calibration?.fit(context);
  const map = (rows: readonly (readonly number[])[]): readonly (readonly number[])[] =>
    correction === undefined ? rows : rows.map(correction);
  return { ...context, scores: map(context.scores), map };
}

function classification(scores: readonly LabelScore[], corrected: readonly number[]): Classification {
  const probabilities = logSoftmax(corrected).map(Math.exp);
  const best = probabilities.indexOf(Math.max(...probabilities));
  return {
    label: (scores[best] as LabelScore).label,
    probabilities: Object.fromEntries(scores.map(({ label }, i) => [label, probabilities[i] as number])),
    scores,
  };
}

interface Prompts {
  prompt(input: unknown): string;
  channel(word: string, input: unknown): ChannelPrompt;
  domain(): string;
}

function promptsOf(options: ClassifyTask<unknown, string> | ClassifyPrompts<unknown, Labels>): Prompts {
  if ('task' in options) {
    const { task, examples = [] } = options;
    const { instruction, inputPrefix, outputPrefix, separator } = task.layout;
    // A space before the input belongs to it.
    const space = inputPrefix.endsWith(' ') ? ' ' : '';
    const turned = (word: string): string =>
      `${outputPrefix} ${word}\n${space === '' ? inputPrefix : inputPrefix.slice(0, -1)}`;
    const shown = examples.map(
      ({ input, output }) => turned(task.outputText(output)) + space + task.inputText(input).text,
    );
    const context = [...(instruction === '' ? [] : [instruction]), ...shown].map(
      (block) => block + separator,
    );
    return {
      prompt: (input) => task.text(input, { examples }).text,
      channel: (word, input) => ({
        prefix: context.join('') + turned(word),
        continuation: space + task.inputText(input).text,
      }),
      domain: () => options.domain ?? outputPrefix,
    };
  }
  const { prompt, channel, domain } = options;
  return {
    prompt,
    channel: channel ?? (() => missing('channel', "scoring 'channel'")),
    domain: () => domain ?? missing('domain', "scoring 'pmi'"),
  };
}

function missing(option: string, reason: string): never {
  throw new ArgumentError(`${option} is missing`, {
    expected: `${option}, because of ${reason}`,
    hint: 'Give it, or classify with a task.',
  });
}
