import * as z from 'zod';
import { type StreamDecoder, streamDecoder, wholeTokens } from './token-writer.ts';
import { removeTokenizationSpaces } from './word-piece.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `CTC` in `tokenizer.json`. */
export interface CtcJson {
  readonly type: 'CTC';
  readonly pad_token: string;
  readonly word_delimiter_token: string;
  readonly cleanup: boolean;
}

/** Schema of {@link CtcJson}. */
export const ctcSchema: z.ZodType<CtcJson> = z.object({
  type: z.literal('CTC'),
  pad_token: z.string().min(1),
  word_delimiter_token: z.string().min(1),
  cleanup: z.boolean(),
});

/** Options of {@link ctcDecoder}. */
export interface CtcOptions {
  /** The blank, which separates repeated tokens. @default '<pad>' */
  readonly padToken?: string;
  /** The token that stands for a space. @default '|' */
  readonly wordDelimiterToken?: string;
  /** Replace word delimiters, and remove spaces before punctuation. @default true */
  readonly cleanup?: boolean;
}

/**
 * Collapses repeated tokens and drops blanks, as connectionist temporal classification asks.
 *
 * @see Graves et al. 2006, section 3.1
 * @example
 * ```ts
 * import { ctcDecoder } from '@fm/lm/tokenizer';
 *
 * ctcDecoder().decode(['a', 'a', 'l', '<pad>', 'l', '|', 'o', 'f']).join(''); // => 'all of'
 * ```
 */
export function ctcDecoder({
  padToken = '<pad>',
  wordDelimiterToken = '|',
  cleanup = true,
}: CtcOptions = {}): StreamDecoder & SavedAs<CtcJson> {
  const json = {
    type: 'CTC',
    pad_token: padToken,
    word_delimiter_token: wordDelimiterToken,
    cleanup,
  } as const;
  return streamDecoder(json, (next) => {
    let previous: string | undefined;
    return wholeTokens(next, (token) => {
      if (token === previous) return undefined;
      previous = token;
      const spoken = token.replaceAll(padToken, '');
      const text = cleanup ? removeTokenizationSpaces(spoken).replaceAll(wordDelimiterToken, ' ') : spoken;
      return text === '' ? undefined : text;
    });
  });
}
