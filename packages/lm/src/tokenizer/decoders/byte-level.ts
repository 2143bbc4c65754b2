import * as z from 'zod';
import { byteAlphabet } from '../byte/byte-alphabet.ts';
import { type StreamDecoder, streamDecoder, type TokenWriter } from './token-writer.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `ByteLevel` in `tokenizer.json`, whose settings do not matter to decoding. */
export interface ByteLevelDecoderJson {
  /** Names the decoder. */
  readonly type: 'ByteLevel';
  /** Of no meaning here. */
  readonly add_prefix_space: boolean;
  /** Of no meaning here. */
  readonly trim_offsets: boolean;
  /** Of no meaning here. */
  readonly use_regex: boolean;
}

/** Schema of {@link ByteLevelDecoderJson}. */
export const byteLevelDecoderSchema: z.ZodType<ByteLevelDecoderJson> = z.object({
  type: z.literal('ByteLevel'),
  add_prefix_space: z.boolean().default(true),
  trim_offsets: z.boolean().default(true),
  use_regex: z.boolean().default(true),
});

/**
 * Turns the printable characters of byte-level tokens back into bytes, and these into text; bytes that are no UTF-8
 * become U+FFFD. A token with any other character stands for its own UTF-8.
 *
 * @param json - what is written into `tokenizer.json`; decoding does not depend on it
 * @example
 * ```ts
 * import { byteLevelDecoder } from '@fm/lm/tokenizer';
 *
 * byteLevelDecoder().decode(['Hello', 'Ġcaf', 'Ã', '©']).join(''); // => 'Hello café'
 * ```
 */
export function byteLevelDecoder(
  json: ByteLevelDecoderJson = {
    type: 'ByteLevel',
    add_prefix_space: true,
    trim_offsets: true,
    use_regex: true,
  },
): StreamDecoder & SavedAs<ByteLevelDecoderJson> {
  const writer = (next: TokenWriter): TokenWriter => {
    // Its own decoder: streaming state must never be shared.
    const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
    let begun = false;
    let open = '';
    const pass = (text: string, ends: boolean): void => {
      if (text === '' && !ends) return;
      next.write(text, !begun, ends);
      begun = true;
    };
    const close = (): void => {
      if (open !== '') pass(utf8.decode(tokenBytes(open), { stream: true }), false);
      open = '';
    };
    return {
      write(part, starts, ends) {
        if (starts) close();
        open += part;
        if (ends) close();
      },
      end() {
        close();
        pass(utf8.decode(), true);
        next.end();
      },
    };
  };
  return streamDecoder(json, writer, [{ kind: 'byteLevel', bytesOf: tokenBytes }]);
}

const byteByUnit = new Map(byteAlphabet().map((character, byte) => [character.charCodeAt(0), byte]));
const utf8Encoder = new TextEncoder();

/** The bytes that a byte-level token stands for. */
export function tokenBytes(token: string): Uint8Array {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = byteByUnit.get(token.charCodeAt(i));
    if (byte === undefined) return utf8Encoder.encode(token);
    bytes[i] = byte;
  }
  return bytes;
}
