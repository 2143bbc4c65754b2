import type { Candidates } from './define-selector.ts';
import type { SelectionReason } from './selector.ts';

/** Chooses one example after the other, each the best beside those that were chosen before; of equals the earlier. */
export function greedily(
  { eligible, count }: Candidates,
  score: (index: number, chosen: readonly number[]) => number,
  describe: (reason: { readonly index: number; readonly score: number }) => string,
): readonly SelectionReason[] {
  const left = new Set(eligible);
  const chosen: SelectionReason[] = [];
  while (chosen.length < count) {
    const before = chosen.map(({ index }) => index);
    let best = { index: -1, score: Number.NEGATIVE_INFINITY };
    for (const index of left) {
      const candidate = score(index, before);
      if (candidate > best.score) best = { index, score: candidate };
    }
    left.delete(best.index);
    chosen.push({ ...best, reason: describe(best) });
  }
  return chosen;
}
