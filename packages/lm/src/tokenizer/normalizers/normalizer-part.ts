import type { AlignedText } from '../pipeline/aligned-text.ts';
import type { Normalizer } from '../pipeline/stage.ts';

/** A normalizer that knows its entry in `tokenizer.json`. */
export interface NormalizerPart<Json = unknown> extends Normalizer {
  /** Type and settings, in the file's own names. */
  readonly json: Json;
  /** The same. */
  toJSON(): Json;
}

/** A frozen normalizer of its entry in the file and what it does. */
export function normalizerPart<Json>(
  json: Json,
  normalize: (text: AlignedText) => AlignedText,
): NormalizerPart<Json> {
  return Object.freeze({ json: Object.freeze(json), normalize, toJSON: () => json });
}
