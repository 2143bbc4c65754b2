import { BudgetError } from './budget-error.ts';
import type { DroppedPart, KeptPart } from './budget-report.ts';
import type { PromptCounter } from './prompt-counter.ts';
import type { PartContent, PromptPart } from './prompt-part.ts';

/** What was decided about a part. */
export type Placement<Content> =
  | { readonly content: Content; readonly kept: KeptPart }
  | { readonly content?: undefined; readonly dropped: DroppedPart };

/**
 * Decides about the parts of a group, in addition to what was decided before: required ones first, then by priority.
 * Every decision counts the whole sequence as it would be.
 *
 * @throws {BudgetError} when the required parts need more than `limit`
 */
export function placeParts<Content extends PartContent>(
  group: readonly PromptPart<Content>[],
  {
    parts,
    placed,
    counter,
    limit,
  }: {
    /** All parts, in the order of the prompt. */
    readonly parts: readonly PromptPart<Content>[];
    readonly placed: Map<PromptPart<Content>, Placement<Content>>;
    readonly counter: PromptCounter<Content>;
    readonly limit: number;
  },
): void {
  const countWith = (part?: PromptPart<Content>, content?: Content): number =>
    counter.count(
      counter.join(
        parts.flatMap((each) => {
          const chosen = each === part ? content : placed.get(each)?.content;
          return chosen === undefined ? [] : [chosen];
        }),
      ),
    );
  for (const part of group) {
    if (part.priority === 'required') placed.set(part, whole(part));
  }
  // Some chat formats refuse to write no messages, or none of the user's.
  const mustCount = limit < Infinity && [...placed.values()].some(({ content }) => content !== undefined);
  const tokens = mustCount ? countWith() : 0;
  if (tokens > limit) throw tooLong(parts, { tokens, limit });
  const flexible = group
    .filter((part) => part.priority !== 'required')
    .sort((a, b) => (b.priority as number) - (a.priority as number));
  for (const part of flexible) {
    placed.set(part, place(part, { limit, count: (content) => countWith(part, content), counter }));
  }
}

function place<Content extends PartContent>(
  part: PromptPart<Content>,
  {
    limit,
    count,
    counter,
  }: {
    readonly limit: number;
    readonly count: (content: Content) => number;
    readonly counter: PromptCounter<Content>;
  },
): Placement<Content> {
  let shortest = Number.POSITIVE_INFINITY;
  const fits = (content: Content): boolean => {
    const tokens = count(content);
    shortest = Math.min(shortest, tokens);
    return tokens <= limit;
  };
  const { versions, name } = part;
  for (const [i, content] of versions.entries()) {
    if (!fits(content)) continue;
    if (versions.length === 1) return whole(part);
    return {
      content,
      kept: { part: name, how: 'version', detail: `version ${i + 1} of ${versions.length}` },
    };
  }
  const cut = part.cut === undefined ? undefined : longestThatFits(part, counter, fits);
  if (cut !== undefined) return cut;
  const excess = shortest - limit;
  const what =
    part.cut === undefined
      ? versions.length > 1
        ? 'even the shortest version'
        : 'it'
      : 'even a little of it';
  return {
    dropped: { part: name, reason: `${what} is ${excess} tokens more than there is room for`, excess },
  };
}

/** Bisects for the most that fits; what is returned was counted. */
function longestThatFits<Content extends PartContent>(
  part: PromptPart<Content>,
  counter: PromptCounter<Content>,
  fits: (content: Content) => boolean,
): Placement<Content> | undefined {
  const { shorten, units, unit } = counter.shortening(part);
  let best: Content | undefined;
  let kept = 0;
  let tooMany = units;
  for (let low = 0; low + 1 < tooMany;) {
    const keep = (low + tooMany) >> 1;
    const content = shorten(keep);
    if (content !== undefined && !fits(content)) {
      tooMany = keep;
      continue;
    }
    low = keep;
    if (content !== undefined) [best, kept] = [content, keep];
  }
  if (best === undefined) return undefined;
  return {
    content: best,
    kept: { part: part.name, how: 'cut', detail: `at most ${kept} of ${units} ${unit}` },
  };
}

function whole<Content extends PartContent>({ name, versions }: PromptPart<Content>): Placement<Content> {
  return { content: versions[0], kept: { part: name, how: 'whole', detail: 'whole' } };
}

/** The error for required parts that do not fit. */
export function tooLong<Content extends PartContent>(
  parts: readonly PromptPart<Content>[],
  counts: { readonly tokens: number; readonly limit: number },
): BudgetError {
  const names = parts.filter(({ priority }) => priority === 'required').map(({ name }) => name);
  return new BudgetError('The required parts of the prompt do not fit', {
    ...counts,
    expected: `at most ${counts.limit} tokens`,
    received: `${counts.tokens} tokens, ${counts.tokens - counts.limit} too many, with ${names.join(', ') || 'no part at all'}`,
    hint: 'Shorten one of them, make it truncatable, allow more tokens, or limit stable parts with stableTokens.',
  });
}
