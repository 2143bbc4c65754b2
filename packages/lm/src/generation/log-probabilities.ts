/** `ln Σ exp(logits)`, the constant that turns logits into log-probabilities. */
export function logSumExp(logits: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) largest = Math.max(largest, logits[i] as number);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] as number) - largest);
  return largest + Math.log(sum);
}

/** The `count` largest logits as log-probabilities, best first. */
export function topLogProbabilities(
  logits: ArrayLike<number>,
  count: number,
): readonly { readonly id: number; readonly logProb: number }[] {
  if (count === 0) return [];
  const best: number[] = [];
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] as number;
    if (best.length === count && logit <= (logits[best.at(-1) as number] as number)) continue;
    const place = best.findIndex((other) => (logits[other] as number) < logit);
    best.splice(place < 0 ? best.length : place, 0, id);
    if (best.length > count) best.pop();
  }
  const constant = logSumExp(logits);
  return best.map((id) => ({ id, logProb: (logits[id] as number) - constant }));
}
