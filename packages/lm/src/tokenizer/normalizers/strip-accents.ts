import { isCombiningMark } from '../text/character-class.ts';
import { type NormalizerPart, normalizerPart } from './normalizer-part.ts';

/** `StripAccents` in `tokenizer.json`. */
export interface StripAccentsJson {
  readonly type: 'StripAccents';
}

/**
 * Removes combining marks; put NFD or NFKD before it, so that accents are marks.
 *
 * @example
 * ```ts
 * import { AlignedText, normalizerSequence, stripAccents, unicodeNormalizer } from '@fm/lm/tokenizer';
 *
 * const plain = normalizerSequence([unicodeNormalizer('NFD'), stripAccents()]);
 * plain.normalize(AlignedText.of('café')).text; // => 'cafe'
 * ```
 */
export function stripAccents(): NormalizerPart<StripAccentsJson> {
  return normalizerPart({ type: 'StripAccents' }, (text) =>
    text.filter((character) => !isCombiningMark(character.codePointAt(0)!)),
  );
}
