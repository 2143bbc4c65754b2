import type { TokenizerModel } from '../../pipeline/stage.ts';
import { emitTokens } from '../piece-segmenter.ts';
import { vocabulary } from '../vocabulary/vocabulary.ts';
import type { WordPieceJson } from './word-piece-json.ts';
import { wordPieceSegmenter } from './word-piece-segmenter.ts';

/** A WordPiece model: greedy longest match from the left of each word. */
export interface WordPiece extends TokenizerModel, Required<WordPieceOptions> {
  /** Names the model. */
  readonly type: 'WordPiece';
  /** Ids by token. */
  readonly entries: ReadonlyMap<string, number>;
  /** Its entry in `tokenizer.json`. */
  toJSON(): WordPieceJson;
}

/** Options of {@link wordPiece}. */
export interface WordPieceOptions {
  /** Token of every word that cannot be put together from tokens. @default '[UNK]' */
  readonly unknownToken?: string;
  /** What tokens inside a word begin with in the vocabulary. @default '##' */
  readonly continuingSubwordPrefix?: string;
  /** Longer words, in code points, become the unknown token at once. @default 100 */
  readonly maxInputCharsPerWord?: number;
}

/**
 * A model that takes the longest token that the rest of a word begins with, again and again; a word where that
 * fails becomes one unknown token. The time is linear in the length of the text.
 *
 * @param entries - ids by token
 * @see Schuster and Nakajima, "Japanese and Korean voice search", 2012; Wu et al., arXiv:1609.08144
 * @example
 * ```ts
 * import { wordPiece } from '@fm/lm/tokenizer';
 *
 * const model = wordPiece(new Map([['[UNK]', 0], ['tree', 1], ['##s', 2]]));
 * const ids: number[] = [];
 * model.tokenize('trees', { add: (id) => ids.push(id) });
 * ids; // => [1, 2]
 * ```
 */
export function wordPiece(
  entries: ReadonlyMap<string, number>,
  {
    unknownToken = '[UNK]',
    continuingSubwordPrefix = '##',
    maxInputCharsPerWord = 100,
  }: WordPieceOptions = {},
): WordPiece {
  const { size, idOf, tokenOf, toJSON } = vocabulary(entries);
  const options = { unknownToken, continuingSubwordPrefix, maxInputCharsPerWord };
  const { segment, tokens } = wordPieceSegmenter(entries, options);
  return Object.freeze<WordPiece>({
    type: 'WordPiece',
    vocabularySize: size,
    entries,
    ...options,
    tokenOf,
    idOf,
    tokenize: (text, sink) => emitTokens(tokens, segment(text), sink),
    toJSON: () => ({
      type: 'WordPiece',
      unk_token: unknownToken,
      continuing_subword_prefix: continuingSubwordPrefix,
      max_input_chars_per_word: maxInputCharsPerWord,
      vocab: toJSON(),
    }),
  });
}
