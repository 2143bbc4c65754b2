import { toByteLevel } from '../text/byte-level-text.ts';
import { type NormalizerPart, normalizerPart } from './normalizer-part.ts';

/** The normalizer `ByteLevel` in `tokenizer.json`. */
export interface ByteLevelNormalizerJson {
  readonly type: 'ByteLevel';
}

/**
 * Writes every byte of the text's UTF-8 as a printable character, as GPT-2 does.
 *
 * @example
 * ```ts
 * import { AlignedText, byteLevelNormalizer } from '@fm/lm/tokenizer';
 *
 * byteLevelNormalizer().normalize(AlignedText.of('a é')).text; // => 'aĠÃ©'
 * ```
 */
export function byteLevelNormalizer(): NormalizerPart<ByteLevelNormalizerJson> {
  return normalizerPart({ type: 'ByteLevel' }, toByteLevel);
}
