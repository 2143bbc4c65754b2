import { noMerge, type PairTable } from './pair-table.ts';
import { isSpelledOneWay } from './spelled-one-way.ts';

/** Rank of a symbol that merging starts from. */
const fromTheStart = -1;
/** Rank of an id that no merge that can happen makes, although the table has merges that make it. */
const never = -2;
/** What is known of an id lies side by side: the rank of its merge, and the two symbols it was merged from. */
const rankField = 0;
const leftField = 1;
const rightField = 2;
const widthBits = 2;

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
  /** By id: its fields. */
  readonly #tokens: Int32Array;
  /** Number of ids in `#tokens`. */
  readonly #bound: number;
  #knowsAll = true;

  private constructor(pairs: PairTable) {
    let bound = 0;
    for (let rank = 0; rank < pairs.size; rank++) {
      bound = Math.max(bound, pairs.left[rank]! + 1, pairs.right[rank]! + 1, pairs.merged[rank]! + 1);
    }
    this.size = pairs.size;
    this.#pairs = pairs;
    this.#bound = bound;
    this.#tokens = new Int32Array(bound << widthBits).fill(fromTheStart);
  }

  /** The history of a model's merges, or `undefined` where a token can come about in two ways. */
  static of(pairs: PairTable): MergeHistory | undefined {
    const history = new MergeHistory(pairs);
    return history.#collect() ? history : undefined;
  }

  /** Whether it is known of every id how it comes about. */
  get knowsAll(): boolean {
    return this.#knowsAll;
  }

  /**
   * Whether it is known how `id` comes about. Where a merge comes before those of its own parts, what it makes has no
   * history, and neither has what is made of that.
   */
  isKnown(id: number): boolean {
    return id >= this.#bound || this.#rankOf(id) !== never;
  }

  /** Whether merging can start from each of `symbols[0, count)`. */
  areStarts(symbols: Int32Array, count: number): boolean {
    const tokens = this.#tokens;
    const bound = this.#bound;
    for (let i = 0; i < count; i++) {
      const id = symbols[i]!;
      if (id < bound && tokens[(id << widthBits) + rankField] !== fromTheStart) return false;
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
    const tokens = this.#tokens;
    const pairs = this.#pairs;
    if (left >= this.#bound || right >= this.#bound) return true;
    let [a, b, limit] = [left, right, before];
    for (;;) {
      if (pairs.rankOf(a, b) < limit) return false;
      const rankOfA = tokens[(a << widthBits) + rankField]!;
      const rankOfB = tokens[(b << widthBits) + rankField]!;
      if (rankOfA > rankOfB) {
        limit = rankOfA;
        a = tokens[(a << widthBits) + rightField]!;
      } else if (rankOfB >= 0) {
        // Of equal merges the left one comes first, so that what it leaves can still meet the other's parts.
        limit = rankOfB + 1;
        b = tokens[(b << widthBits) + leftField]!;
      } else return true;
    }
  }

  /** Finds the merges that can happen, from first to last; whether they leave nothing open. */
  #collect(): boolean {
    const { left, right, merged, size } = this.#pairs;
    const tokens = this.#tokens;
    for (let rank = 0; rank < size; rank++) tokens[(merged[rank]! << widthBits) + rankField] = never;
    const early: number[] = [];
    for (let rank = 0; rank < size; rank++) {
      const [a, b] = [left[rank]!, right[rank]!];
      // A later merge of the same pair holds instead.
      if (this.#pairs.rankOf(a, b) !== rank) continue;
      if (this.#rankOf(a) === never || this.#rankOf(b) === never) early.push(rank);
      else if (this.#meet(a, b, rank)) {
        const at = merged[rank]! << widthBits;
        if (tokens[at + rankField] !== never) return false;
        tokens[at + rankField] = rank;
        tokens[at + leftField] = a;
        tokens[at + rightField] = b;
      }
    }
    for (let id = 0; id < this.#bound; id++) if (this.#rankOf(id) === never) this.#knowsAll = false;
    // What happens inside a row of symbols alone is always the same, so that a token with a history has no other one,
    // unless it stands for two rows of symbols.
    return (
      early.every((rank) => this.#cannotHappen(left[rank]!, right[rank]!, rank)) ||
      isSpelledOneWay(this.#pairs)
    );
  }

  /** Whether two symbols, of which one comes about after the merge of both, never get to stand side by side. */
  #cannotHappen(left: number, right: number, rank: number): boolean {
    if (this.#rankOf(left) === never || this.#rankOf(right) === never) return true;
    return !this.#meet(left, right, rank);
  }

  #rankOf(id: number): number {
    return this.#tokens[(id << widthBits) + rankField]!;
  }
}
