import { readFileSync } from 'node:fs';

import { readTiktoken, readTokenizer, type TextTokenizer, type TiktokenEncodingName } from '@fm/lm/tokenizer';

import type { Engine, EngineModel } from './engine.ts';

/** Our tokenizer, from its rank file or, where it has none, its tokenizer.json. */
export async function loadFm(model: EngineModel): Promise<Engine> {
  const tokenizer = read(model);
  const options = { addSpecialTokens: false };
  return {
    encode: (text) => tokenizer.encode(text, options).ids,
    decode: (ids) => tokenizer.decode(ids),
  };
}

/** The same where the environment has no WebAssembly. */
export async function loadFmWithoutWasm(model: EngineModel): Promise<Engine> {
  Reflect.deleteProperty(globalThis, 'WebAssembly');
  return await loadFm(model);
}

function read({ name, ranks, json }: EngineModel): TextTokenizer {
  if (ranks === undefined) return readTokenizer(JSON.parse(readFileSync(json, 'utf8')));
  return readTiktoken(readFileSync(ranks), { encoding: `${name}_base` as TiktokenEncodingName });
}
