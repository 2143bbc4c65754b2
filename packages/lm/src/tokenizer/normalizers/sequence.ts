import { type NormalizerPart, normalizerPart } from './normalizer-part.ts';

/** The normalizer `Sequence` in `tokenizer.json`. */
export interface NormalizerSequenceJson {
  readonly type: 'Sequence';
  readonly normalizers: readonly unknown[];
}

/** Several normalizers, one after the other. */
export interface NormalizerSequence extends NormalizerPart<NormalizerSequenceJson> {
  readonly parts: readonly NormalizerPart[];
}

/**
 * Runs normalizers one after the other.
 *
 * @example
 * ```ts
 * import { AlignedText, lowercase, normalizerSequence, strip } from '@fm/lm/tokenizer';
 *
 * normalizerSequence([strip(), lowercase()]).normalize(AlignedText.of(' To Be ')).text; // => 'to be'
 * ```
 */
export function normalizerSequence(parts: readonly NormalizerPart[]): NormalizerSequence {
  const json = { type: 'Sequence', normalizers: parts.map((part) => part.json) } as const;
  const part = normalizerPart(json, (text) => parts.reduce((result, next) => next.normalize(result), text));
  return Object.freeze({ ...part, parts: Object.freeze([...parts]) });
}
