import { toUnicodeForm, type UnicodeForm } from '../text/unicode-form.ts';
import { type NormalizerPart, normalizerPart } from './normalizer-part.ts';

/** `NFC`, `NFD`, `NFKC` or `NFKD` in `tokenizer.json`. */
export interface UnicodeNormalizerJson {
  readonly type: UnicodeForm;
}

/**
 * A normalization form of Unicode 9, the reference's version.
 *
 * @example
 * ```ts
 * import { AlignedText, unicodeNormalizer } from '@fm/lm/tokenizer';
 *
 * unicodeNormalizer('NFKC').normalize(AlignedText.of('ﬁ')).text; // => 'fi'
 * ```
 */
export function unicodeNormalizer(form: UnicodeForm): NormalizerPart<UnicodeNormalizerJson> {
  return normalizerPart({ type: form }, (text) => toUnicodeForm(text, form));
}
