import * as z from 'zod';
import type { AlignedText } from '../pipeline/aligned-text.ts';
import { isChinese, isControl, isNonspacingMark } from '../text/character-class.ts';
import { toUnicodeForm } from '../text/unicode-form.ts';
import { lowerCase } from './lowercase.ts';
import { type NormalizerPart, normalizerPart } from './normalizer-part.ts';

/** `BertNormalizer` in `tokenizer.json`. */
export interface BertNormalizerJson {
  readonly type: 'BertNormalizer';
  readonly clean_text: boolean;
  readonly handle_chinese_chars: boolean;
  readonly strip_accents: boolean | null;
  readonly lowercase: boolean;
}

/** Schema of {@link BertNormalizerJson}. */
export const bertNormalizerSchema: z.ZodType<BertNormalizerJson> = z.object({
  type: z.literal('BertNormalizer'),
  clean_text: z.boolean(),
  handle_chinese_chars: z.boolean(),
  strip_accents: z.boolean().nullable().default(null),
  lowercase: z.boolean(),
});

/** Options of {@link bertNormalizer}. */
export interface BertNormalizerOptions {
  /** Removes control characters and makes all white space U+0020. @default true */
  readonly cleanText?: boolean;
  /** Puts spaces around Chinese characters. @default true */
  readonly handleChineseCharacters?: boolean;
  /** Decomposes and removes accents. @default `lowercase` */
  readonly stripAccents?: boolean | undefined;
  /** @default true */
  readonly lowercase?: boolean;
}

/**
 * What the original BERT does to a text before it splits it.
 *
 * @see https://github.com/google-research/bert `tokenization.py`, `BasicTokenizer`
 * @example
 * ```ts
 * import { AlignedText, bertNormalizer } from '@fm/lm/tokenizer';
 *
 * bertNormalizer().normalize(AlignedText.of('Café\t東京')).text; // => 'cafe  東  京 '
 * ```
 */
export function bertNormalizer({
  cleanText = true,
  handleChineseCharacters = true,
  stripAccents,
  lowercase = true,
}: BertNormalizerOptions = {}): NormalizerPart<BertNormalizerJson> {
  const steps: ((text: AlignedText) => AlignedText)[] = [];
  if (cleanText) steps.push(clean);
  if (handleChineseCharacters) steps.push(surroundChinese);
  if (stripAccents ?? lowercase) steps.push(removeAccents);
  if (lowercase) steps.push(lowerCase);
  const json: BertNormalizerJson = {
    type: 'BertNormalizer',
    clean_text: cleanText,
    handle_chinese_chars: handleChineseCharacters,
    strip_accents: stripAccents ?? null,
    lowercase,
  };
  return normalizerPart(json, (text) => steps.reduce((result, step) => step(result), text));
}

const printableAscii = /^[ -~]*$/;

function clean(text: AlignedText): AlignedText {
  if (printableAscii.test(text.text)) return text;
  const kept = text.filter((character) => !isControl(character.codePointAt(0)!));
  return kept.withText(kept.text.replace(/\p{White_Space}/gu, ' '));
}

function surroundChinese(text: AlignedText): AlignedText {
  return text.mapCharacters((character) =>
    isChinese(character.codePointAt(0)!) ? ` ${character} ` : undefined,
  );
}

function removeAccents(text: AlignedText): AlignedText {
  if (printableAscii.test(text.text)) return text;
  return toUnicodeForm(text, 'NFD').filter((character) => !isNonspacingMark(character.codePointAt(0)!));
}
