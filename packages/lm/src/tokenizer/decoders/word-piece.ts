import * as z from 'zod';
import { type StreamDecoder, streamDecoder, wholeTokens } from './token-writer.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `WordPiece` in `tokenizer.json`. */
export interface WordPieceDecoderJson {
  readonly type: 'WordPiece';
  /** What tokens inside a word begin with. */
  readonly prefix: string;
  /** Whether spaces before punctuation and contractions are removed. */
  readonly cleanup: boolean;
}

/** Schema of {@link WordPieceDecoderJson}. */
export const wordPieceDecoderSchema: z.ZodType<WordPieceDecoderJson> = z.object({
  type: z.literal('WordPiece'),
  prefix: z.string(),
  cleanup: z.boolean(),
});

/**
 * Puts a space before every token but the first and those that continue a word.
 *
 * @example
 * ```ts
 * import { wordPieceDecoder } from '@fm/lm/tokenizer';
 *
 * wordPieceDecoder().decode(['two', 'tree', '##s', '.']).join(''); // => 'two trees.'
 * ```
 */
export function wordPieceDecoder({
  prefix = '##',
  cleanup = true,
}: {
  /** What tokens inside a word begin with; `'##'` unless told. */
  readonly prefix?: string;
  /** Whether spaces before punctuation and contractions are removed; `true` unless told. */
  readonly cleanup?: boolean;
} = {}): StreamDecoder & SavedAs<WordPieceDecoderJson> {
  const rewrite = (token: string, isFirst: boolean): string => {
    const joined = isFirst ? token : token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
    return cleanup ? removeTokenizationSpaces(joined) : joined;
  };
  return streamDecoder(
    { type: 'WordPiece', prefix, cleanup },
    (next) => wholeTokens(next, (token, index) => rewrite(token, index === 0)),
    [{ kind: 'rewrite', rewrite }],
  );
}

const tokenizationSpaces: readonly (readonly [from: string, to: string])[] = [
  [' .', '.'],
  [' ?', '?'],
  [' !', '!'],
  [' ,', ','],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [' do not', " don't"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
];

/** Removes the spaces that tokenization put before punctuation and in English contractions. */
export function removeTokenizationSpaces(text: string): string {
  let cleaned = text;
  for (const [from, to] of tokenizationSpaces) cleaned = cleaned.replaceAll(from, to);
  return cleaned;
}
