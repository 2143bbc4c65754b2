import type {
  Experimental_DecisionModelV4 as DecisionModelV4,
  Experimental_DecisionModelV4Answer as DecisionModelV4Answer,
  Experimental_DecisionModelV4CallOptions as DecisionModelV4CallOptions,
  Experimental_DecisionModelV4Question as DecisionModelV4Question,
  Experimental_DecisionModelV4StatePart as DecisionModelV4StatePart,
} from '@ai-sdk/provider';
import { ArgumentError, type LanguageModel, UnsupportedError } from '@fm/core';
import type { Calibration } from './calibration/calibration.ts';
import { type Classification, classify } from './classify.ts';

/** Options of {@link toDecisionModel}. */
export interface DecisionModelOptions {
  /** Name of the provider in the SDK's telemetry. @default 'fm' */
  readonly provider?: string;
  /** Divide a word's log-probability by its tokens, for options of different lengths. @default false */
  readonly perToken?: boolean;
  /** Applied to each question; inputs are the states as text. @default none */
  readonly calibration?: Calibration<string>;
}

/**
 * A language model as a decision model of Vercel's AI SDK (experimental there): choices, scores and yes-or-no questions are
 * answered by the probabilities of the answers' words, so nothing is generated.
 *
 * @throws {UnsupportedError} from `doDecide`, for boxes and for states with files
 * @example
 * ```ts
 * import type { LanguageModel } from '@fm/core';
 * import { toDecisionModel } from '@fm/prompt';
 *
 * const model: Pick<LanguageModel, 'name' | 'scoreContinuations'> = {
 *   name: 'short',
 *   scoreContinuations: async (_, words) =>
 *     words.map((continuation) => ({
 *       continuation,
 *       logProb: -continuation.length,
 *       tokens: Uint32Array.of(0),
 *       logProbs: Float64Array.of(0),
 *       isGreedy: false,
 *     })),
 * };
 * const { answers } = await toDecisionModel(model).doDecide({
 *   state: [{ type: 'text', text: 'It rains.' }],
 *   questions: { clothes: { type: 'choice', criteria: { coat: 'for rain', swimsuit: null } } },
 * });
 * answers['clothes']?.type === 'choice' && answers['clothes'].choice; // => 'coat'
 * ```
 */
export function toDecisionModel(
  model: Pick<LanguageModel, 'name' | 'scoreContinuations'>,
  { provider = 'fm', perToken = false, calibration }: DecisionModelOptions = {},
): DecisionModelV4 {
  return {
    specificationVersion: 'v4',
    provider,
    modelId: model.name,
    supportedQuestionTypes: ['choice', 'score', 'boolean'],
    async doDecide({ state, questions, abortSignal, ...rest }) {
      const input = state.map(textOf).join('\n\n');
      const answers: [string, DecisionModelV4Answer][] = [];
      for (const [name, question] of Object.entries(questions)) {
        const { labels, prompt } = asked(question);
        const [found] = await classify({
          model,
          inputs: [input],
          labels,
          prompt,
          scoring: perToken ? 'mean' : 'sum',
          ...(calibration === undefined ? {} : { calibration }),
          ...(abortSignal === undefined ? {} : { signal: abortSignal }),
        });
        answers.push([name, answer(question, found as Classification)]);
      }
      return { answers: Object.fromEntries(answers), warnings: warningsFor(rest) };
    },
  };
}

/** A question as a prompt, and the words of its answers. */
function asked(question: DecisionModelV4Question): {
  readonly labels: Readonly<Record<string, readonly [string]>>;
  readonly prompt: (state: string) => string;
} {
  const options = optionsOf(question);
  const described = options.map(([word, description]) =>
    description === null || description === undefined ? `- ${word}` : `- ${word}: ${written(description)}`,
  );
  const instructions =
    question.instructions === undefined || question.instructions === null
      ? ''
      : `${written(question.instructions)}\n`;
  return {
    labels: Object.fromEntries(options.map(([word]) => [word, [word] as const])),
    prompt: (state) => `${state}\n\n${instructions}${described.join('\n')}\nAnswer:`,
  };
}

function optionsOf(
  question: DecisionModelV4Question,
): readonly (readonly [word: string, description: unknown])[] {
  switch (question.type) {
    case 'choice':
      return Object.entries(question.criteria);
    case 'score':
      return question.criteria.map((description, level) => [`${level}`, description]);
    case 'boolean':
      return [
        ['yes', question.criteria?.true],
        ['no', question.criteria?.false],
      ];
    case 'box':
      throw new UnsupportedError('A language model cannot draw a box', {
        expected: 'questions of type choice, score or boolean',
      });
  }
}

function answer(
  question: DecisionModelV4Question,
  { label, probabilities }: Classification,
): DecisionModelV4Answer {
  if (question.type === 'choice') return { type: 'choice', choice: label, probabilities };
  if (question.type === 'boolean') return { type: 'boolean', probability: probabilities['yes'] ?? 0 };
  const score = Object.entries(probabilities).reduce((sum, [level, each]) => sum + Number(level) * each, 0);
  return { type: 'score', score, probabilities };
}

function textOf(part: DecisionModelV4StatePart): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'json') return JSON.stringify(part.value);
  throw new UnsupportedError('The model reads text only', {
    received: `a ${part.type} of ${part.mediaType}`,
  });
}

function written(content: unknown): string {
  if (typeof content === 'string') return content;
  const text = JSON.stringify(content);
  if (text === undefined) throw new ArgumentError('A description is no JSON', { received: String(content) });
  return text;
}

/** What is asked for, but has no meaning where nothing is generated. */
function warningsFor(
  settings: Omit<DecisionModelV4CallOptions, 'state' | 'questions' | 'abortSignal'>,
): { readonly type: 'unsupported'; readonly feature: string; readonly details: string }[] {
  return (['maxOutputTokens', 'reasoning', 'headers', 'providerOptions'] as const)
    .filter((feature) => settings[feature] !== undefined)
    .map((feature) => ({ type: 'unsupported', feature, details: 'Answers are scored, not generated.' }));
}
