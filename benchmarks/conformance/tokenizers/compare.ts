/** What one tokenizer says of one text. */
export interface Tokenized {
  readonly ids: ArrayLike<number>;
  /** In code points: start and end of every token; undefined where the reference has none. */
  readonly offsets: ArrayLike<number> | undefined;
  readonly decoded: string;
}

/** Where two tokenizers agree, and what they first disagree about. */
export interface Comparison {
  texts: number;
  /** Whether the reference gives offsets. */
  hasOffsets: boolean;
  readonly differences: Record<'ids' | 'offsets' | 'decoded', number>;
  readonly examples: string[];
}

const mostExamples = 3;

export function newComparison(): Comparison {
  return { texts: 0, hasOffsets: false, differences: { ids: 0, offsets: 0, decoded: 0 }, examples: [] };
}

/** Counts what differs. */
export function compare(comparison: Comparison, text: string, ours: Tokenized, theirs: Tokenized): void {
  comparison.texts++;
  comparison.hasOffsets ||= theirs.offsets !== undefined;
  const note = (what: keyof Comparison['differences'], mine: unknown, reference: unknown): void => {
    comparison.differences[what]++;
    if (comparison.differences[what] > mostExamples) return;
    comparison.examples.push(
      `${what} of ${excerpt(text)}\n      ours      ${excerpt(mine)}\n      reference ${excerpt(reference)}`,
    );
  };
  const at = firstDifference(ours.ids, theirs.ids);
  if (at >= 0)
    note(
      'ids',
      [at, ...Array.from(ours.ids).slice(at, at + 12)],
      [at, ...Array.from(theirs.ids).slice(at, at + 12)],
    );
  else if (ours.offsets !== undefined && theirs.offsets !== undefined) {
    const place = firstDifference(ours.offsets, theirs.offsets);
    if (place >= 0) {
      const around = (offsets: ArrayLike<number>): number[] => [
        place,
        ...Array.from(offsets).slice(place, place + 12),
      ];
      note('offsets', around(ours.offsets), around(theirs.offsets));
    }
  }
  if (at < 0 && ours.decoded !== theirs.decoded) note('decoded', ours.decoded, theirs.decoded);
}

function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return -1;
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
