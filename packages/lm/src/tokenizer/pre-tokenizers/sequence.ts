import type { AlignedText } from '../pipeline/aligned-text.ts';
import { type PreTokenizerPart, preTokenizerPart } from './pre-tokenizer-part.ts';

/** The pre-tokenizer `Sequence` in `tokenizer.json`. */
export interface PreTokenizerSequenceJson {
  readonly type: 'Sequence';
  readonly pretokenizers: readonly unknown[];
}

/** Several pre-tokenizers, each splitting the pieces of the one before. */
export interface PreTokenizerSequence extends PreTokenizerPart<PreTokenizerSequenceJson> {
  readonly parts: readonly PreTokenizerPart[];
}

/**
 * Splits with the first pre-tokenizer, then its pieces with the second, and so on.
 *
 * @example
 * ```ts
 * import { AlignedText, digits, preTokenizerSequence, whitespaceSplit } from '@fm/lm/tokenizer';
 *
 * const both = preTokenizerSequence([whitespaceSplit(), digits({ individualDigits: true })]);
 * both.split(AlignedText.of('in 2026')).map((piece) => piece.text); // => ['in', '2', '0', '2', '6']
 * ```
 */
export function preTokenizerSequence(parts: readonly PreTokenizerPart[]): PreTokenizerSequence {
  const json = { type: 'Sequence', pretokenizers: parts.map((part) => part.json) } as const;
  const part = preTokenizerPart(json, (text) =>
    parts.reduce<readonly AlignedText[]>(
      (pieces, next) => pieces.flatMap((piece) => next.split(piece)),
      [text],
    ),
  );
  return Object.freeze({ ...part, parts: Object.freeze([...parts]) });
}
