import { readFileSync } from 'node:fs';
import type { AlignedText } from '../../pipeline/aligned-text.ts';

/** A golden file of `reference/tokenizers/stages_goldens.py`. */
export interface StageGoldens<Result> {
  readonly texts: readonly string[];
  /** A part of a tokenizer file, and what it makes of each text. */
  readonly cases: readonly {
    readonly json: { readonly type: string };
    readonly results: readonly Result[];
  }[];
}

/** What a normalizer makes of a text, and the alignment; null where nothing changed. */
export type Normalized = readonly [text: string | null, alignment: string | null];

/** Where a pre-tokenizer's pieces lie, and the pieces; null where they are parts of the text. */
export type Pieces = readonly [spans: string, pieces: readonly (string | null)[] | null];

/** Reads a golden file. */
export function readStageGoldens<Result>(path: string): StageGoldens<Result> {
  return JSON.parse(readFileSync(path, 'utf8')) as StageGoldens<Result>;
}

/** A normalized text as the golden files describe it: a word `advance.length` for each character. */
export function describeNormalized(original: string, result: AlignedText): Normalized {
  const codePoints = codePointOffsets(original);
  const words: string[] = [];
  let before = -1;
  for (let at = 0; at < result.length;) {
    const next = at + (result.text.codePointAt(at)! > 0xffff ? 2 : 1);
    const start = codePoints[result.startOf(at)]!;
    const end = codePoints[result.endOf(next)]!;
    words.push(
      (start === before + 1 ? '' : (start - before).toString(36)) +
        (end === start + 1 ? '' : `.${(end - start).toString(36)}`),
    );
    before = start;
    at = next;
  }
  return [
    result.text === original ? null : result.text,
    words.some((word) => word !== '') ? words.join(' ') : null,
  ];
}

/** Pieces as the golden files describe them: a word `gap.length` for each. */
export function describePieces(original: string, pieces: readonly AlignedText[]): Pieces {
  const codePoints = codePointOffsets(original);
  let end = 0;
  const words = pieces.map((piece) => {
    const start = codePoints[piece.originalStart]!;
    const gap = start - end;
    end = codePoints[piece.originalEnd]!;
    return (gap === 0 ? '' : `${gap.toString(36)}.`) + (end - start).toString(36);
  });
  const texts = pieces.map(({ text, originalStart, originalEnd }) =>
    text === original.slice(originalStart, originalEnd) ? null : text,
  );
  return [words.join(' '), texts.some((text) => text !== null) ? texts : null];
}

/** The number of code points before every UTF-16 unit, and before the end. */
function codePointOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let count = 0;
  for (let unit = 0; unit < text.length; unit++) {
    offsets[unit] = count;
    if ((text.charCodeAt(unit) & 0xfc00) !== 0xd800) count++;
  }
  offsets[text.length] = count;
  return offsets;
}
