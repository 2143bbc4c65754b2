import { type StreamDecoder, streamDecoder, type TokenWriter, wholeTokens } from './token-writer.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `ByteFallback` in `tokenizer.json`. */
export interface ByteFallbackJson {
  readonly type: 'ByteFallback';
}

/**
 * Turns runs of tokens such as `<0xE2>` into the text their bytes spell. A run that is no UTF-8 as a whole becomes
 * one U+FFFD for each byte, as in the reference; a stream therefore waits for the end of a run.
 *
 * @example
 * ```ts
 * import { byteFallbackDecoder } from '@fm/lm/tokenizer';
 *
 * byteFallbackDecoder().decode(['caf', '<0xC3>', '<0xA9>']); // => ['caf', 'é']
 * ```
 */
export function byteFallbackDecoder(): StreamDecoder & SavedAs<ByteFallbackJson> {
  const writer = (next: TokenWriter): TokenWriter => {
    const run = byteRun(next);
    return wholeTokens(
      next,
      (token) => {
        if (!/^<0x[\dA-Fa-f]{2}>$/.test(token)) {
          run.close();
          return token;
        }
        run.bytes.push(Number.parseInt(token.slice(3, 5), 16));
        return undefined;
      },
      () => run.close(),
    );
  };
  return streamDecoder<ByteFallbackJson>({ type: 'ByteFallback' }, writer, [{ kind: 'byteFallback' }]);
}

function byteRun(next: TokenWriter): { readonly bytes: number[]; close(): void } {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const bytes: number[] = [];
  return {
    bytes,
    close() {
      if (bytes.length === 0) return;
      try {
        next.write(strict.decode(Uint8Array.from(bytes)), true, true);
      } catch {
        for (let i = 0; i < bytes.length; i++) next.write('\uFFFD', true, true);
      }
      bytes.length = 0;
    },
  };
}
