import { readFileSync } from 'node:fs';

import { importCached } from '../../tokenizers/data/package-cache.ts';
import type { Tokenized } from './compare.ts';

interface Binding {
  readonly Tokenizer: {
    fromString(text: string): {
      encode(
        text: string,
        pair: null,
        options: object,
      ): Promise<{ getIds(): number[]; getOffsets(): number[][] }>;
      decode(ids: readonly number[], skip: boolean): Promise<string>;
    };
  };
}

/** The reference: the Rust library, through its binding for Node. */
export async function rustTokenizer(
  path: string,
  addSpecialTokens = true,
): Promise<(text: string) => Promise<Tokenized>> {
  const { Tokenizer } = (await importCached('tokenizers')) as unknown as Binding;
  const tokenizer = Tokenizer.fromString(readFileSync(path, 'utf8'));
  return async (text) => {
    const encoding = await tokenizer.encode(text.toWellFormed(), null, { addSpecialTokens });
    const ids = encoding.getIds();
    return { ids, offsets: encoding.getOffsets().flat(), decoded: await tokenizer.decode(ids, false) };
  };
}
