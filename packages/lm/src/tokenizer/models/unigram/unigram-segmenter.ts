import type { PieceSegmenter } from '../piece-segmenter.ts';
import { findBestPath } from './best-path.ts';
import { pathTables } from './path-table.ts';
import { pathTokens } from './path-tokens.ts';
import type { UnigramPieces } from './unigram-pieces.ts';

/** Cuts texts into the most probable pieces. */
export function unigramSegmenter(pieces: UnigramPieces): PieceSegmenter {
  const tableFor = pathTables(pieces.singlePrecision);
  const { tokens, write } = pathTokens(pieces);
  return {
    tokens,
    segment(text) {
      const wellFormed = text.toWellFormed();
      const table = tableFor(wellFormed.length);
      findBestPath(pieces, wellFormed, table);
      return write(wellFormed, table);
    },
  };
}
