import { ArgumentError, FmError } from '@fm/core';
import type { ChatTokenOptions } from '../render/format-prompt.ts';
import type { TextTokenOptions } from '../render/to-tokens.ts';
import type { RenderedText } from '../rendered/rendered-text.ts';
import type { BudgetReport } from './budget-report.ts';
import type { TokenEstimate } from './estimate-tokens.ts';
import { placeParts, type Placement, tooLong } from './place-parts.ts';
import { chatCounter, type Counting, type PromptCounter, textCounter } from './prompt-counter.ts';
import type { PartContent, PromptPart } from './prompt-part.ts';

/** Room that there is for a prompt. */
export interface Budget {
  /** Longest sequence, the answer included: usually the model's context length. */
  readonly maxTokens: number;
  /** Tokens that are kept free for the answer. @default 0 */
  readonly reserve?: number;
  /** Most tokens of the stable parts, so that the others have some left. @default all */
  readonly stableTokens?: number;
}

/** Between texts. */
export interface TextBudgetOptions {
  /** @default an empty line */
  readonly separator?: string;
}

/** Room, and how tokens are counted: by a tokenizer for texts, by a chat format for conversations, or by a guess. */
export type BudgetOptions<Content extends PartContent> = Budget &
  (Content extends RenderedText
    ? TextBudgetOptions & (TextTokenOptions | { readonly estimate: TokenEstimate })
    : ChatTokenOptions | { readonly estimate: TokenEstimate });

/** A prompt that fits, and what became of its parts. */
export interface FittedPrompt<Content extends PartContent> {
  readonly prompt: Content;
  readonly report: BudgetReport;
}

/**
 * Makes a prompt of parts that fits into so many tokens. Required parts are all there; the others get room by priority,
 * whole, in the first version that fits, or cut. The prompt has its stable parts first, then the others, each in the order
 * given. What becomes of stable parts depends on stable parts alone, so the prompt's beginning stays the same, and a cache
 * of it good, while the others change.
 *
 * Every decision counts the whole sequence as it is sent, control tokens and chat format included, never sums of parts: the
 * prompt has exactly the reported tokens, and never more than the limit.
 *
 * @throws {BudgetError} when the required parts do not fit; it says by how much
 * @throws {ArgumentError} when there is no part, or a limit is out of range
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { fit, optional, prompt, required, truncatable } from '@fm/prompt';
 *
 * const text = prompt('{{text}}');
 * const { prompt: fitted, report } = fit(
 *   [
 *     required('rules', text({ text: 'Summarise.' }), { stable: true }),
 *     truncatable('document', text({ text: 'It was a dark and stormy night.' })),
 *     optional('hint', text({ text: 'Be brief, be bright, be gone.' })),
 *   ],
 *   { tokenizer: byteTokenizer(), maxTokens: 40, reserve: 10 },
 * );
 * fitted.text; // => 'Summarise.\n\nIt was a dark a…'
 * report.tokens; // => 30
 * report.dropped.map(({ part }) => part); // => ['hint']
 * ```
 */
export function fit<Content extends PartContent>(
  parts: readonly PromptPart<Content>[],
  options: BudgetOptions<Content>,
): FittedPrompt<Content> {
  const limit = limitOf(options);
  const ordered = [...parts.filter(({ stable }) => stable), ...parts.filter(({ stable }) => !stable)];
  const counter = counterFor(ordered, options);
  requireRoom(ordered, counter, limit);
  const placed = new Map<PromptPart<Content>, Placement<Content>>();
  const stable = ordered.filter((part) => part.stable);
  const { stableTokens: most = stable.every(isRequired) ? Number.POSITIVE_INFINITY : limit } = options;
  placeParts(stable, { parts: ordered, placed, counter, limit: most });
  placeParts(
    ordered.filter((part) => !part.stable),
    { parts: ordered, placed, counter, limit },
  );
  const decided = (group: readonly PromptPart<Content>[]): readonly Placement<Content>[] =>
    group.flatMap((part) => placed.get(part) ?? []);
  const contents = (group: readonly PromptPart<Content>[]): readonly Content[] =>
    decided(group).flatMap(({ content }) => content ?? []);
  const prompt = counter.join(contents(ordered));
  const tokens = counter.count(prompt);
  // Control tokens count even where there is no part.
  if (tokens > limit) throw tooLong(ordered, { tokens, limit });
  const report: BudgetReport = Object.freeze({
    tokens,
    limit,
    counting: 'estimate' in options ? 'estimate' : 'exact',
    kept: Object.freeze(
      decided(ordered).flatMap((placement) => ('kept' in placement ? [placement.kept] : [])),
    ),
    dropped: Object.freeze(
      decided(parts).flatMap((placement) => ('dropped' in placement ? [placement.dropped] : [])),
    ),
    stableTokens: countStable(contents(stable), prompt, counter),
    media: counter.media(prompt),
  });
  return Object.freeze({ prompt, report });
}

function counterFor<Content extends PartContent>(
  parts: readonly PromptPart<Content>[],
  options: BudgetOptions<Content>,
): PromptCounter<Content> {
  const kinds = new Set(parts.flatMap(({ versions }) => versions.map(({ kind }) => kind)));
  if (kinds.size !== 1) {
    throw new ArgumentError('fit: parts are all texts, or all conversations', {
      expected: 'at least one part',
      received: kinds.size === 0 ? 'none' : 'both',
    });
  }
  if (new Set(parts).size < parts.length) throw new ArgumentError('fit: a part is there twice');
  const { separator = '\n\n', ...counting } = options as Budget & TextBudgetOptions & Counting;
  const counter = kinds.has('text') ? textCounter(counting, separator) : chatCounter(counting);
  return counter as unknown as PromptCounter<Content>;
}

function isRequired({ priority }: PromptPart<PartContent>): boolean {
  return priority === 'required';
}

function limitOf({ maxTokens, reserve = 0, stableTokens = 0 }: Budget): number {
  const limit = maxTokens - reserve;
  const counts = Object.entries({ maxTokens, reserve, stableTokens });
  const wrong = counts.find(([, count]) => !Number.isInteger(count) || count < 0);
  if (wrong !== undefined) {
    throw new ArgumentError(`fit: ${wrong[0]} is a number of tokens`, {
      expected: 'an integer from 0 on',
      received: `${wrong[1]}`,
    });
  }
  if (limit < 0) {
    throw new ArgumentError('fit: more is reserved than there is', {
      expected: `at most ${maxTokens}`,
      received: `${reserve}`,
    });
  }
  return limit;
}

/** Checks the required parts together, before parts that may be left out get any room. */
function requireRoom<Content extends PartContent>(
  parts: readonly PromptPart<Content>[],
  counter: PromptCounter<Content>,
  limit: number,
): void {
  const contents = parts.filter(isRequired).map(({ versions }) => versions[0]);
  if (contents.length === 0) return;
  const tokens = counter.count(counter.join(contents));
  if (tokens > limit) throw tooLong(parts, { tokens, limit });
}

/** Length of the beginning that the stable parts' own tokens and the prompt's have in common. */
function countStable<Content extends PartContent>(
  stable: readonly Content[],
  prompt: Content,
  counter: PromptCounter<Content>,
): number | undefined {
  if (stable.length === 0) return 0;
  try {
    const own = counter.ids(counter.join(stable), { open: false });
    const all = counter.ids(prompt);
    if (own === undefined || all === undefined) return undefined;
    const differs = own.findIndex((id, i) => id !== all[i]);
    return differs < 0 ? own.length : differs;
  } catch (error) {
    if (FmError.is(error) && error.code === 'FM_ARGUMENT') return undefined;
    throw error;
  }
}
