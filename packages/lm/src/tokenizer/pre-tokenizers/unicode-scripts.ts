import type { AlignedText } from '../pipeline/aligned-text.ts';
import { scriptOf } from '../text/character-class.ts';
import { type PreTokenizerPart, preTokenizerPart } from './pre-tokenizer-part.ts';

/** `UnicodeScripts` in `tokenizer.json`. */
export interface UnicodeScriptsJson {
  readonly type: 'UnicodeScripts';
}

/**
 * Splits where the script changes. Spaces and unlisted characters belong to the script before them; at the
 * beginning of a text, where there is none, the reference drops them, and so does this.
 *
 * @example
 * ```ts
 * import { AlignedText, unicodeScripts } from '@fm/lm/tokenizer';
 *
 * unicodeScripts().split(AlignedText.of('Tokyo 東京')).map((piece) => piece.text); // => ['Tokyo ', '東京']
 * ```
 */
export function unicodeScripts(): PreTokenizerPart<UnicodeScriptsJson> {
  return preTokenizerPart({ type: 'UnicodeScripts' }, (text) => {
    const pieces: AlignedText[] = [];
    let start = -1;
    let last = 0;
    for (let at = 0; at < text.length;) {
      const codePoint = text.text.codePointAt(at)!;
      const script = scriptOf(codePoint);
      if (script !== 0 && script !== last) {
        if (start >= 0) pieces.push(text.slice(start, at));
        start = at;
        last = script;
      }
      at += codePoint > 0xffff ? 2 : 1;
    }
    if (start >= 0) pieces.push(text.slice(start, text.length));
    return pieces;
  });
}
