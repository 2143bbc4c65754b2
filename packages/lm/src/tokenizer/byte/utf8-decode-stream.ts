import type { DecodeStream } from '@fm/core';

/** Decodes UTF-8 byte by byte; bytes that are no UTF-8 become U+FFFD. */
export function utf8DecodeStream(): DecodeStream {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const one = new Uint8Array(1);
  return {
    push(byte) {
      one[0] = byte;
      return decoder.decode(one, { stream: true });
    },
    end: () => decoder.decode(),
  };
}
