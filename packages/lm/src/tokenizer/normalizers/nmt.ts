import { type NormalizerPart, normalizerPart } from './normalizer-part.ts';

/** `Nmt` in `tokenizer.json`. */
export interface NmtJson {
  readonly type: 'Nmt';
}

/**
 * The cleaning that sentencepiece's `nmt` rules start with: control characters go; line ends, tabs, zero-width
 * characters and U+FFFD become spaces.
 *
 * @example
 * ```ts
 * import { AlignedText, nmt } from '@fm/lm/tokenizer';
 *
 * nmt().normalize(AlignedText.of('a\u0001b\tc')).text; // => 'ab c'
 * ```
 */
export function nmt(): NormalizerPart<NmtJson> {
  return normalizerPart({ type: 'Nmt' }, (text) => {
    const cleaned = controls.test(text.text) ? text.filter((character) => !controls.test(character)) : text;
    return cleaned.withText(cleaned.text.replace(spaces, ' '));
  });
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controls = /[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]/;
const spaces = /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/g;
