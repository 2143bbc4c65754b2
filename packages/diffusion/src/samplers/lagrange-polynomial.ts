/** Coefficients, from the constant on, of Lagrange's polynomial that is 1 at node `k` and 0 at the others. */
export function lagrangePolynomial(nodes: readonly number[], k: number): readonly number[] {
  const own = nodes[k] as number;
  return nodes.reduce<readonly number[]>(
    (polynomial, node, j) => {
      if (j === k) return polynomial;
      return [...polynomial, 0].map(
        (coefficient, power) => ((polynomial[power - 1] ?? 0) - node * coefficient) / (own - node),
      );
    },
    [1],
  );
}
