import type { ProgressEvent } from '@fm/core';
import type { FlatWords } from './flat-words.ts';

/** Substrings by where they first stand, in lexicographic order. */
export interface Substrings {
  readonly places: Int32Array;
  readonly lengths: Int32Array;
  /** Occurrences in the list of words; how often the words themselves occur does not count. */
  readonly frequencies: Int32Array;
}

/**
 * The substrings of 2 to `maximumLength` characters, none of them NUL, that occur at least twice and are followed by
 * at least two different characters (the end of a word is one): the inner nodes of the suffix tree of all words.
 *
 * All places are sorted by what stands there, one more character a round, so that the time is linear in the number of
 * places times `maximumLength`, whatever the text.
 */
export function* repeatedSubstrings(
  { characters, starts }: FlatWords,
  maximumLength: number,
): Generator<ProgressEvent, Substrings> {
  const { ranks, size: alphabet } = rankCharacters(characters);
  const end = starts[starts.length - 1]!;
  let places = new Int32Array(end);
  let count = 0;
  for (let i = 0; i < end; i++) if (ranks[i] !== 0) places[count++] = i;
  places = places.subarray(0, count);
  const splitter = new GroupSplitter(ranks, places, alphabet);
  let groups: readonly number[] = count > 1 ? [0, count] : [];
  const found: number[] = []; // begin in `places`, length, frequency
  for (let length = 0; length <= maximumLength; length++) {
    yield {
      type: 'progress',
      task: 'find seed pieces',
      completed: length,
      total: maximumLength,
      unit: 'characters',
    };
    const next: number[] = [];
    for (let g = 0; g < groups.length; g += 2) {
      const begin = groups[g]!;
      const close = groups[g + 1]!;
      const branches = splitter.split(begin, close, length, next);
      if (branches > 1 && length > 1) found.push(begin, length, close - begin);
    }
    groups = next;
  }
  return inOrder(found, places);
}

/** Characters numbered in ascending order from 1; 0 stays 0. */
function rankCharacters(characters: Int32Array): { readonly ranks: Int32Array; readonly size: number } {
  const sorted = [...new Set(characters)].filter((character) => character !== 0).sort((a, b) => a - b);
  const rankOf = new Map(sorted.map((character, index) => [character, index + 1]));
  return { ranks: characters.map((character) => rankOf.get(character) ?? 0), size: sorted.length + 1 };
}

/** Sorts groups of places by one character. */
class GroupSplitter {
  readonly #ranks: Int32Array;
  readonly #places: Int32Array;
  readonly #sizes: Int32Array;
  readonly #next: Int32Array;
  readonly #present: Int32Array;
  readonly #sorted: Int32Array;

  constructor(ranks: Int32Array, places: Int32Array, alphabet: number) {
    this.#ranks = ranks;
    this.#places = places;
    this.#sizes = new Int32Array(alphabet);
    this.#next = new Int32Array(alphabet);
    this.#present = new Int32Array(alphabet);
    this.#sorted = new Int32Array(places.length);
  }

  /**
   * Sorts the places from `begin` to `end` by the character at `offset`, puts the ranges of those that go on alike into
   * `groups`, and returns how many different characters there were.
   */
  split(begin: number, end: number, offset: number, groups: number[]): number {
    const ranks = this.#ranks;
    const places = this.#places;
    const sizes = this.#sizes;
    let branches = 0;
    for (let i = begin; i < end; i++) {
      const rank = ranks[places[i]! + offset]!;
      if (sizes[rank]!++ === 0) this.#present[branches++] = rank;
    }
    const present = this.#present.subarray(0, branches);
    if (branches > 1) {
      present.sort();
      let next = begin;
      for (const rank of present) {
        this.#next[rank] = next;
        next += sizes[rank]!;
      }
      for (let i = begin; i < end; i++) {
        const place = places[i]!;
        this.#sorted[this.#next[ranks[place + offset]!]!++] = place;
      }
      for (let i = begin; i < end; i++) places[i] = this.#sorted[i]!;
    }
    let from = begin;
    for (const rank of present) {
      const to = from + sizes[rank]!;
      if (rank !== 0 && to - from > 1) groups.push(from, to);
      sizes[rank] = 0;
      from = to;
    }
    return branches;
  }
}

/** What was found by length, put in lexicographic order: by place in the sorted list, prefixes first. */
function inOrder(found: readonly number[], sortedPlaces: Int32Array): Substrings {
  const size = found.length / 3;
  const next = new Int32Array(sortedPlaces.length + 1);
  for (let i = 0; i < size; i++) next[found[3 * i]! + 1]!++;
  for (let i = 1; i < next.length; i++) next[i]! += next[i - 1]!;
  const places = new Int32Array(size);
  const lengths = new Int32Array(size);
  const frequencies = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const begin = found[3 * i]!;
    const to = next[begin]!++;
    places[to] = sortedPlaces[begin]!;
    lengths[to] = found[3 * i + 1]!;
    frequencies[to] = found[3 * i + 2]!;
  }
  return { places, lengths, frequencies };
}
