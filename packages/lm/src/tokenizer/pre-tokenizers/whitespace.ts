import { isWhiteSpace } from '../text/character-class.ts';
import { inverted, spansOf, spansOfClass } from '../text/span.ts';
import { type PreTokenizerPart, splittingPart } from './pre-tokenizer-part.ts';

/** `Whitespace` in `tokenizer.json`. */
export interface WhitespaceJson {
  readonly type: 'Whitespace';
}

/** `WhitespaceSplit` in `tokenizer.json`. */
export interface WhitespaceSplitJson {
  readonly type: 'WhitespaceSplit';
}

/**
 * Runs of word characters and runs of others, without the white space between them.
 *
 * @example
 * ```ts
 * import { AlignedText, whitespace } from '@fm/lm/tokenizer';
 *
 * whitespace().split(AlignedText.of("it's so")).map((piece) => piece.text); // => ['it', "'", 's', 'so']
 * ```
 */
export function whitespace(): PreTokenizerPart<WhitespaceJson> {
  return splittingPart({ type: 'Whitespace' }, inverted(spansOf(words)), 'Removed');
}

/**
 * Pieces between white space.
 *
 * @example
 * ```ts
 * import { AlignedText, whitespaceSplit } from '@fm/lm/tokenizer';
 *
 * whitespaceSplit().split(AlignedText.of("it's so")).map((piece) => piece.text); // => ["it's", 'so']
 * ```
 */
export function whitespaceSplit(): PreTokenizerPart<WhitespaceSplitJson> {
  return splittingPart({ type: 'WhitespaceSplit' }, spansOfClass(isWhiteSpace), 'Removed');
}

// What Rust's regex crate means by `\w+|[^\w\s]+`.
const words =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/u;
