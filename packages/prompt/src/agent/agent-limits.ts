import { ArgumentError, type ChatUsage, UnsupportedError } from '@fm/core';

/** Where an agent stops whether it is ready or not. */
export interface AgentLimits {
  /** Most answers of the model. @default 10 */
  readonly steps?: number;
  /** Most tokens, input and output of all steps. @default no limit */
  readonly tokens?: number;
  /** Most money, in the currency of `price`. @default no limit */
  readonly cost?: number;
  /** Stop before the same tool is called with the same input for this many-th time. @default 3 */
  readonly repeats?: number;
  /** Longest output of a tool, in UTF-16 code units; the rest is cut off. @default 20_000 */
  readonly toolOutput?: number;
}

/** What tokens cost. */
export interface TokenPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/** Limits with everything filled in. */
export interface CheckedLimits {
  readonly steps: number;
  readonly tokens: number;
  readonly cost: number;
  readonly repeats: number;
  readonly toolOutput: number;
  readonly price: TokenPrice | undefined;
}

/** @throws {ArgumentError} when a limit is out of range or money is limited without a price */
export function checkLimits(limits: AgentLimits, price: TokenPrice | undefined): CheckedLimits {
  const { steps = 10, tokens = Infinity, cost = Infinity, repeats = 3, toolOutput = 20_000 } = limits;
  for (const [name, value] of Object.entries({ steps, repeats, toolOutput })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError(`agent: limits.${name} is out of range`, {
        expected: 'an integer ≥ 1',
        received: `${value}`,
      });
    }
  }
  for (const [name, value] of Object.entries({ tokens, cost })) {
    if (!(value > 0)) {
      throw new ArgumentError(`agent: limits.${name} is out of range`, {
        expected: 'a number > 0',
        received: `${value}`,
      });
    }
  }
  if (cost !== Infinity && price === undefined)
    throw new ArgumentError('agent: limits.cost needs a price', { hint: 'Give price with limits.cost.' });
  return { steps, tokens, cost, repeats, toolOutput, price };
}

/** What an agent has used so far. */
export interface AgentUsage {
  /** Answers of the model. */
  readonly steps: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** By `price`; `undefined` without one. */
  readonly cost: number | undefined;
}

/** @throws {UnsupportedError} when a limit cannot be held because the model does not count its tokens */
export function addUsage(
  before: AgentUsage,
  { inputTokens, outputTokens }: ChatUsage,
  { tokens, cost, price }: CheckedLimits,
): AgentUsage {
  if (
    (inputTokens === undefined || outputTokens === undefined) &&
    (tokens !== Infinity || cost !== Infinity)
  ) {
    throw new UnsupportedError('agent: the model does not say how many tokens it used', {
      hint: 'Limit steps instead of tokens and cost.',
    });
  }
  const input = before.inputTokens + (inputTokens ?? 0);
  const output = before.outputTokens + (outputTokens ?? 0);
  return {
    steps: before.steps + 1,
    inputTokens: input,
    outputTokens: output,
    cost: price && (input * price.inputPerMillion + output * price.outputPerMillion) / 1e6,
  };
}

/** The limit that is reached, if one is. */
export function reachedLimit(
  usage: AgentUsage,
  limits: CheckedLimits,
): 'steps' | 'tokens' | 'cost' | undefined {
  if (usage.steps >= limits.steps) return 'steps';
  if (usage.inputTokens + usage.outputTokens >= limits.tokens) return 'tokens';
  if ((usage.cost ?? 0) >= limits.cost) return 'cost';
  return undefined;
}
