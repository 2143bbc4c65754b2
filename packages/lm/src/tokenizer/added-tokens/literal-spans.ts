import type { AlignedText } from '../pipeline/aligned-text.ts';
import type { LiteralSpan } from './added-vocabulary.ts';

/** The spans inside a part of a text, counted from where the part begins. */
export function spansWithin(
  spans: readonly LiteralSpan[],
  start: number,
  end: number,
): readonly LiteralSpan[] {
  if (spans.length === 0) return spans;
  return spans
    .filter((span) => span[1] > start && span[0] < end)
    .map(([from, to]) => [Math.max(from, start) - start, Math.min(to, end) - start]);
}

/** The spans as a rewritten text has them: each unit of it that comes from a span, even in part. */
export function normalizedSpans(spans: readonly LiteralSpan[], text: AlignedText): readonly LiteralSpan[] {
  if (spans.length === 0) return spans;
  const found: LiteralSpan[] = [];
  let next = 0;
  for (let unit = 0; unit < text.length; unit++) {
    const [from, to] = [text.startOf(unit), text.endOf(unit + 1)];
    while ((spans[next]?.[1] ?? Infinity) <= from) next++;
    const span = spans[next];
    if (span === undefined) break;
    if (span[0] >= to) continue;
    const joined = found.at(-1)?.[1] === unit ? found.pop()?.[0] : undefined;
    found.push([joined ?? unit, unit + 1]);
  }
  return found;
}
