import type { LayoutPiece, OffsetTrimming } from '../post-processors/post-processor.ts';
import type { SequenceTokens } from './sequence-tokens.ts';
import type { OffsetUnit } from './text-units.ts';
import type { TokenWindow } from './truncation.ts';

/** A stretch of an encoding: tokens of a text, control tokens, or padding. */
export type Segment =
  | {
      readonly kind: 'sequence';
      readonly sequence: number;
      readonly window: TokenWindow;
      readonly typeId: number;
    }
  | {
      readonly kind: 'special';
      readonly ids: readonly number[];
      readonly tokens: readonly string[];
      readonly typeId: number;
    }
  | {
      readonly kind: 'padding';
      readonly id: number;
      readonly token: string;
      readonly typeId: number;
      readonly length: number;
    };

/** What an encoding consists of; its columns are worked out from this. */
export interface TokenLayout {
  readonly segments: readonly Segment[];
  /** The texts, in the order of their sequence numbers. */
  readonly sequences: readonly SequenceTokens[];
  readonly trimming: OffsetTrimming | undefined;
  readonly unit: OffsetUnit;
  /** How the vocabulary spells an id. */
  readonly spell: (id: number) => string;
}

/** Puts one window of each text into the places of a template. */
export function layOut(
  pieces: readonly LayoutPiece[],
  windows: readonly TokenWindow[],
  addSpecialTokens: boolean,
): readonly Segment[] {
  const segments: Segment[] = [];
  for (const piece of pieces) {
    if ('sequence' in piece) {
      const { sequence, typeId } = piece;
      segments.push({ kind: 'sequence', sequence, window: windows[sequence] as TokenWindow, typeId });
    } else if (addSpecialTokens) segments.push({ kind: 'special', ...piece });
  }
  return segments;
}

/** Number of tokens of a segment. */
export function segmentLength(segment: Segment): number {
  if (segment.kind === 'sequence') return segment.window[1] - segment.window[0];
  return segment.kind === 'special' ? segment.ids.length : segment.length;
}

/**
 * The combinations of windows that overflow, in the order of the reference: for each window of the first text all
 * of the second's; the combination that is kept is left out.
 *
 * @param order - the sequences in the order in which the template has them
 */
export function* overflowingWindows(
  windows: readonly (readonly TokenWindow[])[],
  order: readonly number[],
): Generator<readonly TokenWindow[]> {
  const [first = 0, second] = order;
  const kept = windows.map((each) => each[0] as TokenWindow);
  const combine = (i: number, j: number): readonly TokenWindow[] => {
    const combined = [...kept];
    combined[first] = windows[first]?.[i] as TokenWindow;
    if (second !== undefined) combined[second] = windows[second]?.[j] as TokenWindow;
    return combined;
  };
  const firstCount = windows[first]?.length ?? 1;
  const secondCount = second === undefined ? 1 : (windows[second]?.length ?? 1);
  for (let i = 1; i < firstCount; i++) for (let j = 0; j < secondCount; j++) yield combine(i, j);
  for (let j = 1; j < secondCount; j++) yield combine(0, j);
}
