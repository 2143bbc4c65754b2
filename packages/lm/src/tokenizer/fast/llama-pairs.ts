import type { Bpe } from '../models/bpe/bpe.ts';
import type { TokenizerModel } from '../pipeline/stage.ts';

/** Which characters stand side by side in a token, as far as a mark of a space or a line feed is one of them. */
export interface JoinedPairs {
  isJoined(left: string, right: string): boolean;
}

const marks = ['▁', '\n'] as const;

/**
 * What BPE over whole texts may join; `undefined` where its merges do not tell: with dropout, with affixes, where
 * a whole text may be a token, where bytes merge, or where the mark of a space is unknown.
 */
export function joinedPairs(model: TokenizerModel): JoinedPairs | undefined {
  if (!isBpe(model) || !mergesCharacters(model)) return undefined;
  const joined = new Set<string>();
  for (const token of model.entries.keys()) {
    for (const mark of marks) {
      for (let at = token.indexOf(mark); at >= 0; at = token.indexOf(mark, at + 1)) {
        if (at > 0) joined.add(before(token, at) + mark);
        if (at + 1 < token.length)
          joined.add(mark + String.fromCodePoint(token.codePointAt(at + 1) as number));
      }
    }
  }
  return { isJoined: (left, right) => joined.has(left + right) };
}

function isBpe(model: TokenizerModel): model is Bpe {
  return 'type' in model && model.type === 'BPE';
}

function mergesCharacters(model: Bpe): boolean {
  const { entries, pairs, dropout, ignoreMerges, continuingSubwordPrefix, endOfWordSuffix } = model;
  if (dropout !== 0 || ignoreMerges || continuingSubwordPrefix !== '' || endOfWordSuffix !== '') return false;
  if (!entries.has('▁')) return false;
  const bytes = Array.from({ length: 256 }, (_, byte) => entries.get(byteToken(byte)) ?? -1);
  const special = new Set([...bytes, entries.get(model.unknownToken ?? '') ?? -1]);
  const merges = (ids: Int32Array): boolean => ids.some((id) => special.has(id));
  if (merges(pairs.left) || merges(pairs.right)) return false;
  // A line feed that is unknown, or overtakes an unknown character, would tie its neighbours together.
  return entries.has('\n') || (model.byteFallback && !bytes.includes(-1));
}

function before(token: string, at: number): string {
  const unit = token.charCodeAt(at - 1);
  return token.slice(at - (unit >= 0xdc00 && unit <= 0xdfff ? 2 : 1), at);
}

function byteToken(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}
