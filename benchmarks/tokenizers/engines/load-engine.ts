import { readFileSync } from 'node:fs';

import { importCached, versionOf } from '../data/package-cache.ts';
import type { Engine, LoadEngine } from './engine.ts';
import { loadFm, loadFmWithoutWasm } from './fm.ts';

/** An engine: ours, or a package of npm. */
export interface EngineInfo {
  readonly name: string;
  readonly label: string;
  /** Whether it reads only the encodings of tiktoken. */
  readonly tiktokenOnly: boolean;
  readonly load: LoadEngine;
}

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Every engine; ours comes first, the reference of the ids is `tiktoken` or, for other families, `tokenizers`. */
export const engines: readonly EngineInfo[] = [
  { name: 'fm', label: 'fm', tiktokenOnly: false, load: loadFm },
  { name: 'fm-js', label: 'fm, no wasm', tiktokenOnly: true, load: loadFmWithoutWasm },
  peer('ai-tokenizer', true, async ({ name }) => {
    const [{ default: Tokenizer }, encodings] = await Promise.all([
      importCached('ai-tokenizer') as Promise<{ default: new (encoding: unknown) => Engine }>,
      importCached(`ai-tokenizer/encoding/${name}_base`),
    ]);
    const tokenizer = new Tokenizer(encodings);
    return { encode: (text) => tokenizer.encode(text), decode: (ids) => tokenizer.decode(ids) };
  }),
  peer('gpt-tokenizer', true, async ({ name }) => {
    const { encode, decode } = (await importCached(`gpt-tokenizer/encoding/${name}_base`)) as unknown as {
      encode(text: string, options: object): number[];
      decode(ids: ArrayLike<number>): string;
    };
    const options = { disallowedSpecial: new Set() };
    return { encode: (text) => encode(text, options), decode };
  }),
  peer('tiktoken', true, async ({ name }) => {
    const { get_encoding: load } = (await importCached('tiktoken')) as unknown as {
      get_encoding(name: string): {
        encode_ordinary(text: string): Uint32Array;
        decode(ids: ArrayLike<number>): Uint8Array;
      };
    };
    const encoding = load(`${name}_base`);
    const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
    return {
      encode: (text) => encoding.encode_ordinary(text),
      decode: (ids) => utf8.decode(encoding.decode(ids)),
    };
  }),
  peer('js-tiktoken', true, async ({ name }) => {
    const [{ Tiktoken }, { default: ranks }] = (await Promise.all([
      importCached('js-tiktoken/lite'),
      importCached(`js-tiktoken/ranks/${name}_base`),
    ])) as unknown as [
      {
        Tiktoken: new (ranks: unknown) => {
          encode(text: string, a: [], b: []): number[];
          decode(ids: unknown): string;
        };
      },
      { default: unknown },
    ];
    const encoding = new Tiktoken(ranks);
    return { encode: (text) => encoding.encode(text, [], []), decode: (ids) => encoding.decode(ids) };
  }),
  peer('tokenizers', false, async ({ json: path }) => {
    const { Tokenizer } = (await importCached('tokenizers')) as unknown as {
      Tokenizer: {
        fromString(text: string): {
          encode(text: string, pair: null, options: object): Promise<{ getIds(): number[] }>;
          decode(ids: readonly number[], skip: boolean): Promise<string>;
        };
      };
    };
    const tokenizer = Tokenizer.fromString(readFileSync(path, 'utf8'));
    return {
      encode: async (text) => (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds(),
      decode: (ids) => tokenizer.decode(Array.from(ids), false),
    };
  }),
  peer('@huggingface/tokenizers', false, async ({ json: path }) => {
    const { Tokenizer } = (await importCached('@huggingface/tokenizers')) as unknown as {
      Tokenizer: new (
        tokenizer: unknown,
        config: unknown,
      ) => {
        encode(text: string, options: object): { ids: number[] };
        decode(ids: unknown, options: object): string;
      };
    };
    const tokenizer = new Tokenizer(json(path), {});
    return {
      encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids,
      decode: (ids) =>
        tokenizer.decode(ids, { skip_special_tokens: false, clean_up_tokenization_spaces: false }),
    };
  }),
];

function peer(name: Parameters<typeof versionOf>[0], tiktokenOnly: boolean, load: LoadEngine): EngineInfo {
  return { name, label: `${name} ${versionOf(name)}`, tiktokenOnly, load };
}
