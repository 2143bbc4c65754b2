import type { SequenceDetails, SequenceTokens } from './sequence-tokens.ts';
import { type Segment, segmentLength, type TokenLayout } from './token-layout.ts';
import { trimOffsets } from './trim-offsets.ts';

/** What is known of each token of an encoding. */
export interface TokenColumns {
  readonly offsets: Uint32Array;
  readonly tokens: readonly string[];
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
    tokens: [] as string[],
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
      for (const token of part.tokens) columns.tokens.push(token);
    } else {
      columns.specialTokensMask.fill(1, at, end);
      if (segment.kind === 'padding') columns.attentionMask.fill(0, at, end);
      for (let i = at; i < end; i++) {
        columns.tokens.push(segment.kind === 'padding' ? segment.token : (segment.tokens[i - at] as string));
      }
    }
    at = end;
  }
  return columns;
}

interface SequencePart {
  readonly offsets: Uint32Array;
  readonly words: Uint32Array;
  readonly tokens: readonly string[];
}

function sequencePart(
  { sequence, window: [start, end] }: Extract<Segment, { kind: 'sequence' }>,
  { sequences, spell, trimming, unit }: TokenLayout,
): SequencePart {
  const source = sequences[sequence] as SequenceTokens;
  const details: SequenceDetails = source.details();
  const tokens = Array.from(
    source.ids.subarray(start, end),
    (id, i) => details.spellings.get(start + i) ?? spell(id),
  );
  const offsets = details.offsets.slice(2 * start, 2 * end);
  if (trimming !== undefined) trimOffsets(offsets, { text: details.text, tokens }, trimming);
  return {
    offsets: details.converter.convert(offsets, unit),
    words: details.words.subarray(start, end),
    tokens,
  };
}
