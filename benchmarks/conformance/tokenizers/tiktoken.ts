import { readFileSync } from 'node:fs';

import { readTiktoken, type TiktokenEncodingName } from '@fm/lm/tokenizer';

import { importCached } from '../../tokenizers/data/package-cache.ts';
import type { Tokenized } from './compare.ts';

/** tiktoken, as compiled to wasm. */
export async function tiktokenEncoding(name: string): Promise<(text: string) => Tokenized> {
  const { get_encoding: load } = (await importCached('tiktoken')) as unknown as {
    get_encoding(name: string): {
      encode(text: string, special: 'all'): Uint32Array;
      decode(ids: Uint32Array): Uint8Array;
    };
  };
  const encoding = load(name);
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  return (text) => {
    const ids = encoding.encode(text, 'all');
    return { ids, offsets: undefined, decoded: utf8.decode(encoding.decode(ids)) };
  };
}

/** Ours, from the same rank file. */
export function ourEncoding(name: string, path: string): (text: string) => Tokenized {
  const tokenizer = readTiktoken(readFileSync(path), { encoding: name as TiktokenEncodingName });
  return (text) => {
    const { ids } = tokenizer.encode(text, { allowSpecial: 'all' });
    return { ids, offsets: undefined, decoded: tokenizer.decode(ids) };
  };
}
