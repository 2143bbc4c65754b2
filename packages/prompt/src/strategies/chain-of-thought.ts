import type { ChatMessage, ChatModel, ChatUsage } from '@fm/core';
import { toMessages } from '../rendered/rendered-prompt.ts';
import { history, system } from '../template/message-templates.ts';
import { prompt } from '../template/prompt.ts';
import { ask, statedAnswer, type StrategySettings } from './ask.ts';

/** Options of {@link chainOfThought}. */
export interface ChainOfThoughtOptions extends StrategySettings {
  /** How to think and how to end; the answer is read from a last line `Answer: …`. @default step by step */
  readonly instruction?: string;
}

/** An answer with the thoughts that led to it. */
export interface ReasonedAnswer {
  /** What follows the last `Answer:`; `undefined` when the model stated none. */
  readonly answer: string | undefined;
  /** Everything the model wrote. */
  readonly text: string;
  readonly usage: ChatUsage;
}

const stepByStep =
  'Think step by step. End with a line that begins with "Answer:" and holds the answer and nothing else.';

/**
 * Lets a model think before it answers.
 *
 * @see https://arxiv.org/abs/2205.11916
 * @example
 * ```ts
 * import { chainOfThought, scriptedModel } from '@fm/prompt';
 *
 * const model = scriptedModel(['3 apples and 4 apples are 7.\nAnswer: 7']);
 * (await chainOfThought(model, 'How many are 3 + 4 apples?')).answer; // => '7'
 * ```
 */
export async function chainOfThought(
  model: ChatModel,
  question: string | readonly ChatMessage[],
  { instruction = stepByStep, ...settings }: ChainOfThoughtOptions = {},
): Promise<ReasonedAnswer> {
  const turns: readonly ChatMessage[] =
    typeof question === 'string' ? [{ role: 'user', content: question }] : question;
  const { text, usage } = await ask(model, toMessages(think({ instruction, turns })), settings);
  return { answer: statedAnswer(text), text, usage };
}

const think = prompt([system('{{instruction}}'), history('turns')], { name: 'chain of thought' });
