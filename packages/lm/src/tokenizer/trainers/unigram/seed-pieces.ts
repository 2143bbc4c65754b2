import type { ProgressEvent } from '@fm/core';
import type { FlatWords } from './flat-words.ts';
import { type Pieces, unknownPiece } from './pieces.ts';
import { repeatedSubstrings, type Substrings } from './repeated-substrings.ts';

/** Options of {@link seedPieces}. */
export interface SeedOptions {
  readonly maximumPieceLength: number;
  readonly seedSize: number;
}

/**
 * The pieces that estimation starts from: all characters, then the repeated substrings with the greatest product of
 * frequency and length, at most `seedSize` in all. Scores are log probabilities in proportion to these numbers.
 */
export function* seedPieces(
  words: FlatWords,
  { maximumPieceLength, seedSize }: SeedOptions,
): Generator<ProgressEvent, Pieces> {
  const substrings = yield* repeatedSubstrings(words, maximumPieceLength);
  const characters = countCharacters(words);
  const chosen = mostCovering(substrings, Math.max(0, seedSize - characters.length));
  const size = 1 + characters.length + chosen.length;
  const places = new Int32Array(size);
  const lengths = new Int32Array(size);
  const scores = new Float64Array(size);
  let sum = 0;
  const add = (piece: number, place: number, length: number, weight: number): void => {
    places[piece] = place;
    lengths[piece] = length;
    scores[piece] = weight;
    sum += weight;
  };
  for (const [i, { place, count }] of characters.entries()) add(1 + i, place, 1, count);
  for (let i = 0; i < chosen.length; i++) {
    const substring = chosen[i]!;
    const length = substrings.lengths[substring]!;
    add(
      1 + characters.length + i,
      substrings.places[substring]!,
      length,
      substrings.frequencies[substring]! * length,
    );
  }
  const logSum = Math.log(sum);
  for (let piece = 1; piece < size; piece++) scores[piece] = Math.log(scores[piece]!) - logSum;
  scores[unknownPiece] = Number.NaN;
  return { places, lengths, scores, order: Int32Array.from(places, (_, piece) => piece) };
}

interface CountedCharacter {
  readonly character: number;
  readonly place: number;
  count: number;
}

/** Characters by descending frequency, then by descending code point. */
function countCharacters({ characters, starts, counts }: FlatWords): readonly CountedCharacter[] {
  const found = new Map<number, CountedCharacter>();
  for (let word = 0; word < counts.length; word++) {
    for (let place = starts[word]!; place < starts[word + 1]! - 1; place++) {
      const character = characters[place]!;
      if (character === 0) continue;
      const known = found.get(character);
      if (known === undefined) found.set(character, { character, place, count: counts[word]! });
      else known.count += counts[word]!;
    }
  }
  return [...found.values()].sort((a, b) => b.count - a.count || b.character - a.character);
}

/** The `limit` substrings that cover most characters, by descending coverage, then in descending order. */
function mostCovering({ lengths, frequencies }: Substrings, limit: number): Int32Array {
  const size = lengths.length;
  // One number a substring: typed arrays sort numbers much faster than objects.
  const keys = new Float64Array(size);
  for (let i = 0; i < size; i++) keys[i] = lengths[i]! * frequencies[i]! * size + i;
  keys.sort();
  const count = Math.min(limit, size);
  return Int32Array.from({ length: count }, (_, i) => keys[size - 1 - i]! % size);
}
