import type { AlignedText } from '../pipeline/aligned-text.ts';
import type { PreTokenizer } from '../pipeline/stage.ts';
import { type SplitBehavior, splitText } from '../text/split-behavior.ts';
import type { SpanFinder } from '../text/span.ts';

/** A pre-tokenizer that knows its entry in `tokenizer.json`. */
export interface PreTokenizerPart<Json = unknown> extends PreTokenizer {
  /** Type and settings, in the file's own names. */
  readonly json: Json;
  /** The same. */
  toJSON(): Json;
}

/** A frozen pre-tokenizer of its entry in the file and how it splits. Empty texts have no pieces. */
export function preTokenizerPart<Json>(
  json: Json,
  split: (text: AlignedText) => readonly AlignedText[],
): PreTokenizerPart<Json> {
  return Object.freeze({
    json: Object.freeze(json),
    split: (text: AlignedText) => (text.length === 0 ? [] : split(text)),
    toJSON: () => json,
  });
}

/** A pre-tokenizer that splits at what `find` matches. */
export function splittingPart<Json>(
  json: Json,
  find: SpanFinder,
  behavior: SplitBehavior,
): PreTokenizerPart<Json> {
  return preTokenizerPart(json, (text) => splitText(text, find, behavior));
}
