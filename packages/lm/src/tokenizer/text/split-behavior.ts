import * as z from 'zod/mini';
import type { AlignedText } from '../pipeline/aligned-text.ts';
import type { Span, SpanFinder } from './span.ts';

/**
 * What becomes of the delimiters when a text is split; `the-final--countdown` at `-`:
 *
 * - `Removed`: the, final, countdown
 * - `Isolated`: the, -, final, -, -, countdown
 * - `MergedWithPrevious`: the-, final-, -, countdown
 * - `MergedWithNext`: the, -final, -, -countdown
 * - `Contiguous`: the, -, final, --, countdown
 */
export type SplitBehavior = 'Removed' | 'Isolated' | 'MergedWithPrevious' | 'MergedWithNext' | 'Contiguous';

/** Schema of {@link SplitBehavior}. */
export const splitBehaviorSchema: z.ZodMiniType<SplitBehavior> = z.enum([
  'Removed',
  'Isolated',
  'MergedWithPrevious',
  'MergedWithNext',
  'Contiguous',
]);

/** Splits a text at what `find` matches; empty pieces are left out. */
export function splitText(
  text: AlignedText,
  find: SpanFinder,
  behavior: SplitBehavior,
): readonly AlignedText[] {
  const pieces: AlignedText[] = [];
  for (const { start, end } of merge[behavior](find(text.text))) {
    if (end > start) pieces.push(text.slice(start, end));
  }
  return pieces;
}

const merge: Readonly<Record<SplitBehavior, (spans: readonly Span[]) => Iterable<Span>>> = {
  Removed: (spans) => spans.filter((span) => !span.isMatch),
  Isolated: (spans) => spans,
  Contiguous: (spans) => joinWhere(spans, (span, isAfterMatch) => span.isMatch === isAfterMatch),
  MergedWithPrevious: (spans) => joinWhere(spans, (span, isAfterMatch) => span.isMatch && !isAfterMatch),
  MergedWithNext: (spans) =>
    joinWhere(spans.toReversed(), (span, isAfterMatch) => span.isMatch && !isAfterMatch).toReversed(),
};

/** Joins a span with the one before (in the given order) where `joins` says so. */
function joinWhere(spans: readonly Span[], joins: (span: Span, isAfterMatch: boolean) => boolean): Span[] {
  const joined: Span[] = [];
  let isAfterMatch = false;
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && joins(span, isAfterMatch)) {
      joined[joined.length - 1] = {
        start: Math.min(last.start, span.start),
        end: Math.max(last.end, span.end),
        isMatch: span.isMatch,
      };
    } else joined.push(span);
    isAfterMatch = span.isMatch;
  }
  return joined;
}
