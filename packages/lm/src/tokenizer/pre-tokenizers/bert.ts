import { isPunctuation, isWhiteSpace } from '../text/character-class.ts';
import { spansOfClass } from '../text/span.ts';
import { splitText } from '../text/split-behavior.ts';
import { type PreTokenizerPart, preTokenizerPart } from './pre-tokenizer-part.ts';

/** `BertPreTokenizer` in `tokenizer.json`. */
export interface BertPreTokenizerJson {
  readonly type: 'BertPreTokenizer';
}

/**
 * Words between white space, and every punctuation character by itself.
 *
 * @example
 * ```ts
 * import { AlignedText, bertPreTokenizer } from '@fm/lm/tokenizer';
 *
 * bertPreTokenizer().split(AlignedText.of("it's")).map((piece) => piece.text); // => ['it', "'", 's']
 * ```
 */
export function bertPreTokenizer(): PreTokenizerPart<BertPreTokenizerJson> {
  const spaces = spansOfClass(isWhiteSpace);
  const punctuation = spansOfClass(isPunctuation);
  return preTokenizerPart({ type: 'BertPreTokenizer' }, (text) =>
    splitText(text, spaces, 'Removed').flatMap((word) => splitText(word, punctuation, 'Isolated')),
  );
}
