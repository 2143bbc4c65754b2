import { readFileSync } from 'node:fs';

import { readTokenizer } from '@fm/lm/tokenizer';

import type { Engine, EngineModel } from './engine.ts';

/** Our tokenizer, from its tokenizer.json. */
export async function loadFm({ json }: EngineModel): Promise<Engine> {
  const tokenizer = readTokenizer(JSON.parse(readFileSync(json, 'utf8')));
  const options = { addSpecialTokens: false };
  return {
    encode: (text) => tokenizer.encode(text, options).ids,
    decode: (ids) => tokenizer.decode(ids),
  };
}
