import type { AlignedText } from '../pipeline/aligned-text.ts';
import { type NormalizerPart, normalizerPart } from './normalizer-part.ts';

/** `Lowercase` in `tokenizer.json`. */
export interface LowercaseJson {
  readonly type: 'Lowercase';
}

/**
 * Lower case, character by character: a final sigma becomes σ like any other.
 *
 * @example
 * ```ts
 * import { AlignedText, lowercase } from '@fm/lm/tokenizer';
 *
 * lowercase().normalize(AlignedText.of('ΣΑΣ')).text; // => 'σασ'
 * ```
 */
export function lowercase(): NormalizerPart<LowercaseJson> {
  return normalizerPart({ type: 'Lowercase' }, lowerCase);
}

/** The text in lower case. */
export function lowerCase(text: AlignedText): AlignedText {
  // The only letters whose lower case is longer, or depends on what stands around them.
  if (!/[İΣ]/.test(text.text)) return text.withText(text.text.toLowerCase());
  return text.mapCharacters((character) => {
    const lower = character.toLowerCase();
    return lower === character ? undefined : lower;
  });
}
