import type { TokenizerModel, TokenSink } from '../../pipeline/stage.ts';
import { emitTokens } from '../piece-segmenter.ts';
import { pathTables } from './path-table.ts';
import { pathTokens } from './path-tokens.ts';
import { type SampleOptions, samplePath } from './sample-path.ts';
import type { UnigramJson } from './unigram-json.ts';
import { type UnigramOptions, type UnigramPiece, unigramPieces } from './unigram-pieces.ts';
import { unigramSegmenter } from './unigram-segmenter.ts';

/** A unigram language model over pieces: the most probable cut of a text. */
export interface Unigram extends TokenizerModel {
  /** Names the model. */
  readonly type: 'Unigram';
  /** Pieces and their natural log probabilities, in the order of ids. */
  readonly pieces: readonly UnigramPiece[];
  readonly unknownId: number | undefined;
  /** Whether characters without a piece are spelled with tokens of bytes. */
  readonly byteFallback: boolean;
  /**
   * Puts a random cut of `text` into `sink` (subword regularisation).
   *
   * @throws {ArgumentError} when `alpha` is negative or not finite
   */
  sample(text: string, options: SampleOptions, sink: TokenSink): void;
  /** Its entry in `tokenizer.json`. */
  toJSON(): UnigramJson;
}

/**
 * A model that cuts text into the pieces whose probabilities have the greatest product. A character without a
 * piece costs 10 more than the least probable piece; neighbours of that kind become one unknown token.
 *
 * @param pieces - pieces and their natural log probabilities, in the order of ids
 * @throws {ArgumentError} when `unknownId` is no id
 * @see Kudo, "Subword regularization", arXiv:1804.10959
 * @example
 * ```ts
 * import { unigram } from '@fm/lm/tokenizer';
 *
 * const model = unigram([['<unk>', 0], ['a', -2], ['b', -2], ['ab', -3]], { unknownId: 0 });
 * const ids: number[] = [];
 * model.tokenize('abb', { add: (id) => ids.push(id) });
 * ids; // => [3, 2]
 * ```
 */
export function unigram(pieces: readonly UnigramPiece[], options: UnigramOptions = {}): Unigram {
  const { unknownId, byteFallback = false } = options;
  const indexed = unigramPieces(pieces, options);
  const { segment, tokens } = unigramSegmenter(indexed);
  const sampled = pathTokens(indexed);
  const sampleTable = pathTables(false);
  return Object.freeze<Unigram>({
    type: 'Unigram',
    vocabularySize: pieces.length,
    pieces,
    unknownId,
    byteFallback,
    tokenOf: (id) => pieces[id]?.[0],
    idOf: (token) => indexed.idOf(token),
    tokenize: (text, sink) => emitTokens(tokens, segment(text), sink),
    sample(text, sampling, sink) {
      const wellFormed = text.toWellFormed();
      const table = sampleTable(wellFormed.length);
      samplePath(indexed, wellFormed, sampling, table);
      emitTokens(sampled.tokens, sampled.write(wellFormed, table), sink);
    },
    toJSON: () => ({
      type: 'Unigram',
      unk_id: unknownId ?? null,
      vocab: pieces,
      byte_fallback: byteFallback,
    }),
  });
}
