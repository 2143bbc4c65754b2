import { FormatError, UnsupportedError } from '@fm/core';
import { bpe } from '../models/bpe/bpe.ts';
import { unigram } from '../models/unigram/unigram.ts';
import type { SavedAs, TokenizerModel } from '../pipeline/stage.ts';
import type { SentencePiece, SentencePieceModel } from './model-proto.ts';
import { withUserSymbols } from './user-symbols.ts';

const smallestFloat = 2 ** -126;
const unknownPenalty = 10;
/** SentencePiece's own bound is 512 bytes. */
const longestPiece = 1 << 12;

/**
 * The model of a SentencePiece file as a part of a tokenizer.
 *
 * @throws {FormatError} when it has no unknown piece, or a piece twice
 * @throws {UnsupportedError} when it is of type word or char, or a BPE model with unused pieces
 */
export function sentencePieceModel(file: SentencePieceModel): TokenizerModel & SavedAs<unknown> {
  const { pieces, type } = file;
  const unknownId = pieces.findIndex((piece) => piece.type === 'unknown');
  if (unknownId < 0) throw damaged('an unknown piece');
  if (new Set(pieces.map(({ piece }) => piece)).size !== pieces.length) throw damaged('pieces that differ');
  if (type === 'unigram') return unigramModel(file, unknownId);
  if (type === 'bpe') return bpeModel(file, unknownId);
  throw new UnsupportedError(`SentencePiece models of type ${type} are not supported`, {
    expected: 'a model of type unigram or bpe',
    hint: 'Train it with --model_type=unigram or --model_type=bpe.',
  });
}

function unigramModel(
  { pieces, byteFallback }: SentencePieceModel,
  unknownId: number,
): ReturnType<typeof unigram> {
  const normal = pieces.filter(({ type }) => type === 'normal').map(({ score }) => score);
  const least = normal.reduce((a, b) => Math.min(a, b), Infinity);
  const most = normal.reduce((a, b) => Math.max(a, b), smallestFloat);
  return unigram(
    pieces.map((piece) => [
      piece.piece,
      piece.type === 'user-defined' ? bonus(piece.piece, most) : piece.score,
    ]),
    {
      unknownId,
      byteFallback,
      reserved: new Set(
        pieces.flatMap(({ type }, id) => (type === 'normal' || type === 'user-defined' ? [] : [id])),
      ),
      unknownScore: Math.fround(least - unknownPenalty),
      singlePrecision: true,
    },
  );
}

/** Score of a user-defined piece, so high that it is taken wherever the text has it. */
function bonus(piece: string, most: number): number {
  return Math.fround(new TextEncoder().encode(piece).length * most) - 0.1;
}

function bpeModel(
  { pieces, byteFallback }: SentencePieceModel,
  unknownId: number,
): TokenizerModel & SavedAs<unknown> {
  if (pieces.some(({ type }) => type === 'unused')) {
    throw new UnsupportedError('SentencePiece BPE models with unused pieces are not supported', {
      hint: 'Restore the vocabulary with ResetVocabulary() before saving the model.',
    });
  }
  const entries = new Map(pieces.map(({ piece }, id) => [piece, id]));
  const model = bpe(entries, mergesOf(pieces), {
    unknownToken: pieces[unknownId]!.piece,
    fuseUnknown: true,
    byteFallback,
  });
  const symbols = pieces.flatMap(({ type, piece }, id) =>
    type === 'user-defined' ? [[piece, id] as const] : [],
  );
  return symbols.length === 0 ? model : withUserSymbols(model, symbols);
}

/** Every way to put a piece together from two, the piece of the highest score first. */
function mergesOf(pieces: readonly SentencePiece[]): readonly (readonly [string, string])[] {
  const normal = pieces.filter(({ type }) => type === 'normal');
  const long = pieces.findIndex(({ type, piece }) => type === 'normal' && piece.length > longestPiece);
  // Every piece is tried at each of its places.
  if (long >= 0) throw damaged(`pieces of at most ${longestPiece} units; pieces[${long}] is longer`);
  const known = new Set(normal.map(({ piece }) => piece));
  return normal
    .toSorted((a, b) => b.score - a.score)
    .flatMap(({ piece }) => {
      const ways: (readonly [string, string])[] = [];
      for (let cut = 1; cut < piece.length; cut++) {
        const way = [piece.slice(0, cut), piece.slice(cut)] as const;
        if (known.has(way[0]) && known.has(way[1])) ways.push(way);
      }
      return ways;
    });
}

function damaged(expected: string): FormatError {
  return new FormatError('This SentencePiece model cannot encode', { expected });
}
