import { type StreamDecoder, streamDecoder, type TokenWriter } from './token-writer.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `Fuse` in `tokenizer.json`. */
export interface FuseJson {
  readonly type: 'Fuse';
}

/**
 * Joins all tokens into one, so that what follows sees the whole text.
 *
 * @example
 * ```ts
 * import { fuseDecoder } from '@fm/lm/tokenizer';
 *
 * fuseDecoder().decode(['to', ' be']); // => ['to be']
 * ```
 */
export function fuseDecoder(): StreamDecoder & SavedAs<FuseJson> {
  const writer = (next: TokenWriter): TokenWriter => {
    let begun = false;
    return {
      write(part) {
        next.write(part, !begun, false);
        begun = true;
      },
      end() {
        // The reference gives one empty token for no tokens at all.
        next.write('', !begun, true);
        next.end();
      },
    };
  };
  return streamDecoder<FuseJson>({ type: 'Fuse' }, writer, [{ kind: 'fuse' }]);
}
