import type { Bpe } from '../models/bpe/bpe.ts';
import type { IdEncoder, PreTokenizer, TokenizerModel } from '../pipeline/stage.ts';
import type { EncodingStages } from '../fast/compile-byte-level.ts';
import { byteLevelPreTokenizerSchema } from '../pre-tokenizers/byte-level.ts';
import type { PreTokenizerPart } from '../pre-tokenizers/pre-tokenizer-part.ts';
import { byteAlphabet } from './byte-alphabet.ts';

/** The shortcut for byte-level BPE without merges or splitting: the bytes of UTF-8 are the ids' indices. */
export function byteIdEncoder({ normalizer, preTokenizer, model }: EncodingStages): IdEncoder | undefined {
  if (normalizer !== undefined || !splitsNothing(preTokenizer) || !hasNoMerges(model)) return undefined;
  const ids = byteAlphabet().map((character) => model.idOf(character) ?? -1);
  if (ids.includes(-1)) return undefined;
  const isIdentity = ids.every((id, byte) => id === byte);
  const utf8 = new TextEncoder();
  return {
    encode(text, target) {
      const bytes = utf8.encode(text);
      target.reserve(bytes.length);
      if (isIdentity) target.data.set(bytes, target.length);
      else for (let i = 0; i < bytes.length; i++) target.data[target.length + i] = ids[bytes[i]!]!;
      target.length += bytes.length;
    },
    count(text) {
      let count = 0;
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        // Half of a surrogate pair counts two of its four bytes.
        count += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
      }
      return count;
    },
  };
}

function splitsNothing(preTokenizer: (PreTokenizer & Partial<PreTokenizerPart>) | undefined): boolean {
  const { success, data } = byteLevelPreTokenizerSchema.safeParse(preTokenizer?.json);
  return success && !data.use_regex && !data.add_prefix_space;
}

function hasNoMerges(model: TokenizerModel & Partial<Bpe>): boolean {
  return model.type === 'BPE' && model.pairs?.size === 0;
}
