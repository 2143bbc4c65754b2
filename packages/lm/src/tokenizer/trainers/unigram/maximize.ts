import { type Pieces, unknownPiece } from './pieces.ts';

/** Pieces that are expected less often than this are dropped. */
const leastExpected = 0.5;

/**
 * Scores from expected counts (the M step): log score = ψ(count) − ψ(sum of counts), which, unlike the logarithm of the
 * share, punishes rare pieces as a sparse prior would.
 *
 * @see Liang and Klein, "Structured Bayesian nonparametric models with variational inference", ACL 2007 tutorial
 */
export function maximize(pieces: Pieces, expected: Float64Array): Pieces {
  const order = pieces.order.filter((piece) => piece === unknownPiece || expected[piece]! >= leastExpected);
  let sum = 0;
  for (const piece of order) if (piece !== unknownPiece) sum += expected[piece]!;
  const logSum = digamma(sum);
  const scores = new Float64Array(pieces.scores.length).fill(Number.NaN);
  for (const piece of order) if (piece !== unknownPiece) scores[piece] = digamma(expected[piece]!) - logSum;
  return { ...pieces, scores, order };
}

/** ψ(x), the derivative of log Γ, for x > 0: the recurrence up to 7, then the asymptotic series around x − ½. */
function digamma(argument: number): number {
  let x = argument;
  let result = 0;
  while (x < 7) {
    result -= 1 / x;
    x += 1;
  }
  x -= 1 / 2;
  const xx = 1 / x;
  const xx2 = xx * xx;
  const xx4 = xx2 * xx2;
  return (
    result +
    Math.log(x) +
    (1 / 24) * xx2 -
    (7 / 960) * xx4 +
    (31 / 8064) * xx4 * xx2 -
    (127 / 30720) * xx4 * xx4
  );
}
