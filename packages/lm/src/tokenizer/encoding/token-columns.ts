import type { SequenceDetails, SequenceTokens } from './sequence-tokens.ts';
import { type Segment, segmentLength, type TokenLayout } from './token-layout.ts';
import { trimOffsets } from './trim-offsets.ts';

/** What is known of each token of an encoding. */
export interface TokenColumns {
  readonly offsets: Uint32Array;
  readonly wordIds: Int32Array;
  readonly sequenceIds: Int32Array;
  readonly typeIds: Uint32Array;
  readonly attentionMask: Uint8Array;
  readonly specialTokensMask: Uint8Array;
}

/** Works out the columns of an encoding. */
export function tokenColumns(layout: TokenLayout, ids: Uint32Array): TokenColumns {
  const count = ids.length;
  const columns = {
    offsets: new Uint32Array(2 * count),
    wordIds: new Int32Array(count).fill(-1),
    sequenceIds: new Int32Array(count).fill(-1),
    typeIds: new Uint32Array(count),
    attentionMask: new Uint8Array(count).fill(1),
    specialTokensMask: new Uint8Array(count),
  };
  let at = 0;
  for (const segment of layout.segments) {
    const end = at + segmentLength(segment);
    columns.typeIds.fill(segment.typeId, at, end);
    if (segment.kind === 'sequence') {
      const part = sequencePart(segment, layout);
      columns.sequenceIds.fill(segment.sequence, at, end);
      columns.wordIds.set(part.words, at);
      columns.offsets.set(part.offsets, 2 * at);
    } else {
      columns.specialTokensMask.fill(1, at, end);
      if (segment.kind === 'padding') columns.attentionMask.fill(0, at, end);
    }
    at = end;
  }
  return columns;
}

/** The spelling of each token of an encoding. */
export function tokenSpellings(layout: TokenLayout): readonly string[] {
  return layout.segments.flatMap((segment) => {
    if (segment.kind === 'sequence') return sequenceSpellings(segment, layout);
    return segment.kind === 'special' ? segment.tokens : Array<string>(segment.length).fill(segment.token);
  });
}

type SequenceSegment = Extract<Segment, { kind: 'sequence' }>;

function sequencePart(
  segment: SequenceSegment,
  layout: TokenLayout,
): { readonly offsets: Uint32Array; readonly words: Uint32Array } {
  const [start, end] = segment.window;
  const { trimming, unit } = layout;
  const details: SequenceDetails = sourceOf(segment, layout).details();
  const offsets = details.offsets.slice(2 * start, 2 * end);
  if (trimming !== undefined) {
    trimOffsets(offsets, { text: details.text, tokens: sequenceSpellings(segment, layout) }, trimming);
  }
  return { offsets: details.converter.convert(offsets, unit), words: details.words.subarray(start, end) };
}

function sequenceSpellings(segment: SequenceSegment, layout: TokenLayout): readonly string[] {
  const [start, end] = segment.window;
  const source = sourceOf(segment, layout);
  const { spellings } = source.details();
  const tokens = Array<string>(end - start);
  for (let i = start; i < end; i++) tokens[i - start] = layout.spell(source.ids[i] as number);
  for (const [i, spelling] of spellings) if (i >= start && i < end) tokens[i - start] = spelling;
  return tokens;
}

function sourceOf({ sequence }: SequenceSegment, { sequences }: TokenLayout): SequenceTokens {
  return sequences[sequence] as SequenceTokens;
}
