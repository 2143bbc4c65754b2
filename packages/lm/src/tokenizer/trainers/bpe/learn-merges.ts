import type { ProgressEvent } from '@fm/core';
import { MergeQueue, type QueuedPair } from './merge-queue.ts';
import { NeighbourTally } from './neighbour-tally.ts';
import { PairCounts } from './pair-counts.ts';
import { PositionLists } from './position-lists.ts';
import type { TokenTable } from './token-table.ts';
import { noToken, type WordSymbols } from './word-symbols.ts';

/** Two tokens that become one. */
export type Merge = readonly [first: string, second: string];

/** When {@link learnMerges} stops, and what it must not make. */
export interface MergeOptions {
  readonly vocabularySize: number;
  readonly minimumFrequency: number;
  readonly continuingSubwordPrefix: string;
  /** Pairs whose token would have this many characters or more are not counted once one of them is merged. */
  readonly maximumTokenLength: number;
}

/** Merges between two reports. */
const reportEvery = 64;
/** Words between two reports. */
const reportEveryWords = 1 << 14;

/**
 * Merges the most frequent pair of neighbours, again and again, until the table has `vocabularySize` tokens.
 *
 * Among equally frequent pairs the one with the smaller ids goes first, so that the result depends on nothing but the
 * counts. The time is linear in the number of places where something is merged, times the logarithm of the queue.
 *
 * The counts follow the reference's to the letter, also where they are odd: a token that two different merges can make
 * queues its pairs twice, and a pair that has been merged keeps its count.
 *
 * @see Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units", arXiv:1508.07909
 */
export function* learnMerges(
  words: WordSymbols,
  table: TokenTable,
  options: MergeOptions,
): Generator<ProgressEvent, readonly Merge[]> {
  const learner = new MergeLearner(words, table, options);
  yield* learner.countPairs();
  return yield* learner.run();
}

class MergeLearner {
  readonly #words: WordSymbols;
  readonly #table: TokenTable;
  readonly #options: MergeOptions;
  readonly #pairs = new PairCounts();
  readonly #queue = new MergeQueue(this.#pairs);
  readonly #positions: PositionLists;
  readonly #left: NeighbourTally;
  readonly #right: NeighbourTally;
  /** Characters of each token. */
  readonly #lengths: Int32Array;

  constructor(words: WordSymbols, table: TokenTable, options: MergeOptions) {
    this.#words = words;
    this.#table = table;
    this.#options = options;
    this.#positions = new PositionLists(words.symbols.length);
    const capacity = Math.max(table.size, options.vocabularySize) + 1;
    this.#left = new NeighbourTally(capacity);
    this.#right = new NeighbourTally(capacity);
    this.#lengths = new Int32Array(capacity).fill(1);
  }

  /** Counts the pairs of neighbours and queues them with all their places. */
  *countPairs(): Generator<ProgressEvent, void> {
    const { symbols, starts, counts } = this.#words;
    const pairs = this.#pairs;
    const total = counts.length;
    const progress = (completed: number): ProgressEvent => ({
      type: 'progress',
      task: 'count pairs',
      completed,
      total,
      unit: 'words',
    });
    const pairAt = new Int32Array(symbols.length).fill(noToken);
    for (let word = 0; word < total; word++) {
      const count = counts[word]!;
      const last = starts[word + 1]! - 2;
      for (let i = starts[word]!; i < last; i++) {
        pairAt[i] = pairs.add(symbols[i]!, symbols[i + 1]!, count);
      }
      if (word % reportEveryWords === 0) yield progress(word);
    }
    // One list a pair: count, sum up, fill.
    const ends = new Int32Array(pairs.size);
    for (const pair of pairAt) if (pair !== noToken) ends[pair]!++;
    let end = 0;
    for (let pair = 0; pair < ends.length; pair++) {
      const size = ends[pair]!;
      ends[pair] = end;
      end += size;
    }
    this.#positions.allocate(end);
    const { data } = this.#positions;
    for (let i = 0; i < pairAt.length; i++) {
      const pair = pairAt[i]!;
      if (pair !== noToken) data[ends[pair]!++] = i;
    }
    for (let pair = 0, from = 0; pair < ends.length; pair++) {
      this.#enqueue(pair, from, ends[pair]!);
      from = ends[pair]!;
    }
    yield progress(total);
  }

  *run(): Generator<ProgressEvent, readonly Merge[]> {
    const { vocabularySize, minimumFrequency } = this.#options;
    const pairs = this.#pairs;
    const queue = this.#queue;
    const table = this.#table;
    const initial = Math.min(table.size, vocabularySize);
    const progress = (total = vocabularySize - initial): ProgressEvent => ({
      type: 'progress',
      task: 'learn merges',
      completed: Math.max(0, table.size - initial),
      total,
      unit: 'tokens',
    });
    // A pair that is merged a second time takes its later place.
    const merged = new Map<number, Merge>();
    let steps = 0;
    while (table.size < vocabularySize && !queue.isEmpty) {
      const count = pairs.count[queue.topPair]!;
      if (queue.topCount !== count) {
        queue.recountTop(count);
        continue;
      }
      if (count < 1 || count < minimumFrequency) break;
      const { pair } = this.#mergeTop();
      merged.delete(pair);
      merged.set(pair, [table.tokens[pairs.first[pair]!]!, table.tokens[pairs.second[pair]!]!]);
      if (steps++ % reportEvery === 0) yield progress();
    }
    yield progress(Math.max(0, table.size - initial));
    return [...merged.values()];
  }

  #mergeTop(): QueuedPair {
    const { first, second, queued } = this.#pairs;
    const top = this.#queue.pop();
    const a = first[top.pair]!;
    const b = second[top.pair]!;
    const { continuingSubwordPrefix: prefix } = this.#options;
    const tail = this.#table.tokens[b]!;
    const merged = this.#table.add(
      this.#table.tokens[a]! + (tail.startsWith(prefix) ? tail.slice(prefix.length) : tail),
    );
    this.#lengths[merged] = this.#lengths[a]! + this.#lengths[b]!;
    const { data } = this.#positions;
    const places = queued[top.pair]! > 1 ? this.#wholeWords(top, a, b) : data.subarray(top.from, top.to);
    queued[top.pair]!--;
    this.#left.clear();
    this.#right.clear();
    this.#replace(places, a, b, merged);
    this.#recount(a, b, merged);
    return top;
  }

  /** The places of a pair in all words of a list, where the pair has been queued with another list as well. */
  #wholeWords({ from, to }: QueuedPair, a: number, b: number): Int32Array {
    const { symbols, spans, wordOf, starts } = this.#words;
    const words = new Set(this.#positions.data.subarray(from, to).map((place) => wordOf[place]!));
    const places: number[] = [];
    for (const word of words) {
      const end = starts[word + 1]! - 1;
      for (let i = starts[word]!; i < end; i += spans[i]!)
        if (symbols[i] === a && symbols[i + spans[i]!] === b) places.push(i);
    }
    return Int32Array.from(places);
  }

  /** Puts the new token at every place where the pair still is, from the left of each word. */
  #replace(places: Int32Array, a: number, b: number, merged: number): void {
    const { symbols, spans, wordOf, counts } = this.#words;
    const left = this.#left;
    const right = this.#right;
    for (let k = 0; k < places.length; k++) {
      const i = places[k]!;
      if (symbols[i] !== a) continue;
      const middle = i + spans[i]!;
      if (symbols[middle] !== b) continue;
      const span = spans[i]! + spans[middle]!;
      const count = counts[wordOf[i]!]!;
      symbols[middle] = noToken;
      symbols[i] = merged;
      spans[i] = span;
      spans[i + span - 1] = span;
      const before = i - spans[i - 1]!;
      const previous = symbols[before]!;
      if (previous !== noToken) left.add(previous, before, count);
      const next = symbols[i + span]!;
      if (next !== noToken) right.add(next, i, count);
    }
  }

  /** Takes away the pairs that are gone, adds those that are new, and queues the new ones. */
  #recount(a: number, b: number, merged: number): void {
    const pairs = this.#pairs;
    const left = this.#left;
    const right = this.#right;
    for (let i = 0; i < left.size; i++) {
      const token = left.tokens[i]!;
      pairs.add(token, a, -left.weight[token]!);
      if (this.#isCounted(token, merged)) pairs.add(token, merged, left.weight[token]!);
    }
    for (let i = 0; i < right.size; i++) {
      const token = right.tokens[i]!;
      pairs.add(b, token, -right.weight[token]!);
      if (this.#isCounted(token, merged)) pairs.add(merged, token, right.weight[token]!);
    }
    this.#enqueueAll(left, (token) => pairs.numberOf(token, merged), merged);
    this.#enqueueAll(right, (token) => pairs.numberOf(merged, token), merged);
  }

  #isCounted(neighbour: number, merged: number): boolean {
    return this.#lengths[neighbour]! + this.#lengths[merged]! < this.#options.maximumTokenLength;
  }

  #enqueueAll(tally: NeighbourTally, pairWith: (token: number) => number, merged: number): void {
    let from = tally.writePositions(this.#positions);
    for (let i = 0; i < tally.size; i++) {
      const token = tally.tokens[i]!;
      const to = from + tally.occurrences(token);
      if (this.#isCounted(token, merged)) this.#enqueue(pairWith(token), from, to);
      from = to;
    }
  }

  #enqueue(pair: number, from: number, to: number): void {
    const count = this.#pairs.count[pair]!;
    if (count <= 0) return;
    this.#pairs.queued[pair]!++;
    this.#queue.push(count, pair, from, to);
  }
}
