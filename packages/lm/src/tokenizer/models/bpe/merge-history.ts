import { noMerge, type PairTable } from './pair-table.ts';
import { isSpelledOneWay } from './spelled-one-way.ts';

/** Rank of a symbol that merging starts from. */
const fromTheStart = -1;
/** Rank of an id that no merge that can happen makes, although the table has merges that make it. */
const never = -2;

/**
 * How each token of a BPE model comes about, and with it, which tokens can stand side by side in a result.
 *
 * Where every token has one way to come about, what happens inside a token does not depend on what stands around it. A
 * row of such tokens then is what merging makes of its symbols exactly if no two neighbours would have merged across
 * their border; see {@link MergeHistory.mayMeet}.
 */
export class MergeHistory {
  /** Number of merges it knows. */
  readonly size: number;
  readonly #pairs: PairTable;
  /** By id: the rank of its merge, or {@link fromTheStart}. */
  readonly #rank: Int32Array;
  /** By id: the two symbols it was merged from. */
  readonly #left: Int32Array;
  readonly #right: Int32Array;

  private constructor(pairs: PairTable) {
    let bound = 0;
    for (let rank = 0; rank < pairs.size; rank++) {
      bound = Math.max(bound, pairs.left[rank]! + 1, pairs.right[rank]! + 1, pairs.merged[rank]! + 1);
    }
    this.size = pairs.size;
    this.#pairs = pairs;
    this.#rank = new Int32Array(bound).fill(fromTheStart);
    this.#left = new Int32Array(bound);
    this.#right = new Int32Array(bound);
  }

  /** The history of a model's merges, or `undefined` where a token can come about in two ways. */
  static of(pairs: PairTable): MergeHistory | undefined {
    const history = new MergeHistory(pairs);
    return history.#collect() ? history : undefined;
  }

  /**
   * Whether it is known how `id` comes about. Where a merge comes before those of its own parts, what it makes has no
   * history, and neither has what is made of that.
   */
  isKnown(id: number): boolean {
    return id >= this.#rank.length || this.#rank[id] !== never;
  }

  /** Whether merging can start from each of `symbols[0, count)`. */
  areStarts(symbols: Int32Array, count: number): boolean {
    const ranks = this.#rank;
    const bound = ranks.length;
    for (let i = 0; i < count; i++) {
      const id = symbols[i]!;
      if (id < bound && ranks[id] !== fromTheStart) return false;
    }
    return true;
  }

  /**
   * Whether merging leaves two neighbouring tokens apart: takes their last merges back one by one, the latest first,
   * and looks at each pair that met at the border on the way.
   */
  mayMeet(left: number, right: number): boolean {
    return this.#meet(left, right, noMerge);
  }

  #meet(left: number, right: number, before: number): boolean {
    const ranks = this.#rank;
    const pairs = this.#pairs;
    if (left >= ranks.length || right >= ranks.length) return true;
    let [a, b, limit] = [left, right, before];
    for (;;) {
      if (pairs.rankOf(a, b) < limit) return false;
      const rankOfA = ranks[a]!;
      const rankOfB = ranks[b]!;
      if (rankOfA > rankOfB) {
        limit = rankOfA;
        a = this.#right[a]!;
      } else if (rankOfB >= 0) {
        // Of equal merges the left one comes first, so that what it leaves can still meet the other's parts.
        limit = rankOfB + 1;
        b = this.#left[b]!;
      } else return true;
    }
  }

  /** Finds the merges that can happen, from first to last; whether they leave nothing open. */
  #collect(): boolean {
    const { left, right, merged, size } = this.#pairs;
    const ranks = this.#rank;
    for (let rank = 0; rank < size; rank++) ranks[merged[rank]!] = never;
    const early: number[] = [];
    for (let rank = 0; rank < size; rank++) {
      const [a, b] = [left[rank]!, right[rank]!];
      // A later merge of the same pair holds instead.
      if (this.#pairs.rankOf(a, b) !== rank) continue;
      if (ranks[a] === never || ranks[b] === never) early.push(rank);
      else if (this.#meet(a, b, rank)) {
        if (ranks[merged[rank]!] !== never) return false;
        ranks[merged[rank]!] = rank;
        this.#left[merged[rank]!] = a;
        this.#right[merged[rank]!] = b;
      }
    }
    // What happens inside a row of symbols alone is always the same, so that a token with a history has no other one,
    // unless it stands for two rows of symbols.
    return (
      early.every((rank) => this.#cannotHappen(left[rank]!, right[rank]!, rank)) ||
      isSpelledOneWay(this.#pairs)
    );
  }

  /** Whether two symbols, of which one comes about after the merge of both, never get to stand side by side. */
  #cannotHappen(left: number, right: number, rank: number): boolean {
    if (this.#rank[left] === never || this.#rank[right] === never) return true;
    return !this.#meet(left, right, rank);
  }
}
