import type { ChatMessage, ChatModel, ChatRequest, ChatResult, ChatUsage } from '@fm/core';

/** Settings that strategies hand to the model. */
export type StrategySettings = Pick<
  ChatRequest,
  'maxTokens' | 'temperature' | 'topK' | 'topP' | 'seed' | 'signal'
>;

/** Asks a model a question of a strategy. */
export async function ask(
  model: ChatModel,
  messages: readonly ChatMessage[],
  { maxTokens, temperature, topK, topP, seed, signal, stop }: StrategySettings & Pick<ChatRequest, 'stop'>,
): Promise<ChatResult> {
  const settings = { maxTokens, temperature, topK, topP, seed, signal, stop };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return await model.generate({ messages, ...Object.fromEntries(given) }).result;
}

/** Tokens of several answers; unknown as soon as those of one are. */
export function sumUsage(usages: readonly ChatUsage[]): ChatUsage {
  const sum = (name: keyof ChatUsage): number | undefined =>
    usages.reduce<number | undefined>(
      (total, { [name]: count }) => (total === undefined || count === undefined ? undefined : total + count),
      0,
    );
  return { inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') };
}

/** What follows the last line that begins with `Answer:`; `undefined` where there is none. */
export function statedAnswer(text: string): string | undefined {
  const [, answer] = [...text.matchAll(/^[ \t*]*answer:[ \t*]*(.*)$/gim)].at(-1) ?? [];
  return answer?.replace(/[\s*]+$/, '') || undefined;
}
