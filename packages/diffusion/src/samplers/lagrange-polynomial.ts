/** Coefficients, from the constant on, of Lagrange's polynomial that is 1 at node `k` and 0 at the others. */
export function lagrangePolynomial(nodes: readonly number[], k: number): readonly number[] {
  const own = nodes[k] as number;
  let polynomial = [1];
  for (const [j, node] of nodes.entries()) {
    if (j === k) continue;
    const lower = [0, ...polynomial];
    polynomial = lower.map((shifted, power) => (shifted - node * (polynomial[power] ?? 0)) / (own - node));
  }
  return polynomial;
}
