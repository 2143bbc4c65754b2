import * as z from 'zod';
import { type StreamDecoder, streamDecoder, type TokenWriter } from './token-writer.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `Metaspace` in `tokenizer.json`. */
export interface MetaspaceDecoderJson {
  readonly type: 'Metaspace';
  /** The character that stands for a space. */
  readonly replacement: string;
  readonly prepend_scheme: 'always' | 'first' | 'never';
  readonly split: boolean;
}

/** Schema of {@link MetaspaceDecoderJson}; old files say `add_prefix_space` instead of the scheme. */
export const metaspaceDecoderSchema: z.ZodType<MetaspaceDecoderJson> = z
  .object({
    type: z.literal('Metaspace'),
    replacement: z.string().regex(/^.$/su, 'expected one character'),
    add_prefix_space: z.boolean().nullish(),
    prepend_scheme: z.enum(['always', 'first', 'never']).optional(),
    split: z.boolean().nullish(),
  })
  .transform(({ replacement, add_prefix_space: prefix, prepend_scheme: scheme, split }) => ({
    type: 'Metaspace' as const,
    replacement,
    prepend_scheme: prefix === false ? ('never' as const) : (scheme ?? ('always' as const)),
    split: split ?? true,
  }));

/**
 * Turns the replacement character back into spaces; in the first token it is left out, unless never prepended.
 *
 * @example
 * ```ts
 * import { metaspaceDecoder } from '@fm/lm/tokenizer';
 *
 * metaspaceDecoder().decode(['▁Hello', '▁wor', 'ld']).join(''); // => 'Hello world'
 * ```
 */
export function metaspaceDecoder({
  replacement = '▁',
  prependScheme = 'always',
  split = true,
}: {
  /** The character that stands for a space; `'▁'` unless told. */
  readonly replacement?: string;
  /** Which texts got one before them; `'always'` unless told. */
  readonly prependScheme?: 'always' | 'first' | 'never';
  /** Kept for the file; `true` unless told. */
  readonly split?: boolean;
} = {}): StreamDecoder & SavedAs<MetaspaceDecoderJson> {
  const json = { type: 'Metaspace', replacement, prepend_scheme: prependScheme, split } as const;
  const rewrite = (token: string, isFirst: boolean): string =>
    token.replaceAll(replacement, isFirst && prependScheme !== 'never' ? '' : ' ');
  const writer = (next: TokenWriter): TokenWriter => {
    let index = -1;
    return {
      write(part, starts, ends) {
        if (starts) index++;
        next.write(rewrite(part, index === 0), starts, ends);
      },
      end: () => next.end(),
    };
  };
  return streamDecoder(json, writer, [{ kind: 'rewrite', rewrite }]);
}
