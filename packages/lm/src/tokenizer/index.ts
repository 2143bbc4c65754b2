export { type ByteTokenizer, byteTokenizer, type ByteTokenizerOptions } from './byte/byte-tokenizer.ts';
export type { ByteTokenizerJson } from './byte/byte-tokenizer-json.ts';
export {
  type CharacterTokenizer,
  characterTokenizer,
  type CharacterTokenizerOptions,
} from './character/character-tokenizer.ts';
export type { CharacterTokenizerJson } from './character/character-tokenizer-json.ts';
export type { AddedToken } from './json/added-token.ts';
export { readTokenizer, type ReadTokenizerOptions } from './json/read-tokenizer.ts';
