import * as z from 'zod';
import { type StreamDecoder, streamDecoder, type TokenWriter, wholeTokens } from './token-writer.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `BPEDecoder` in `tokenizer.json`. */
export interface BpeDecoderJson {
  readonly type: 'BPEDecoder';
  /** What the last token of a word ends with. */
  readonly suffix: string;
}

/** Schema of {@link BpeDecoderJson}. */
export const bpeDecoderSchema: z.ZodType<BpeDecoderJson> = z.object({
  type: z.literal('BPEDecoder'),
  suffix: z.string().min(1),
});

/**
 * Turns the mark of a word's end into a space, and drops it at the end of the text.
 *
 * @param suffix - the mark of a word's end; `'</w>'` unless told
 * @example
 * ```ts
 * import { bpeDecoder } from '@fm/lm/tokenizer';
 *
 * bpeDecoder().decode(['low', 'er</w>', 'tree</w>']).join(''); // => 'lower tree'
 * ```
 */
export function bpeDecoder({ suffix = '</w>' }: { readonly suffix?: string } = {}): StreamDecoder &
  SavedAs<BpeDecoderJson> {
  return streamDecoder({ type: 'BPEDecoder', suffix }, (next) =>
    wholeTokens(lastApart(next, suffix), (token) => token),
  );
}

/** Holds one token back, for the last one is treated differently. */
function lastApart(next: TokenWriter, suffix: string): TokenWriter {
  let held: string | undefined;
  return {
    write(token) {
      if (held !== undefined) next.write(held.replaceAll(suffix, ' '), true, true);
      held = token;
    },
    end() {
      if (held !== undefined) next.write(held.replaceAll(suffix, ''), true, true);
      next.end();
    },
  };
}
