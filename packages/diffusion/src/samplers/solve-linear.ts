/** The solution `x` of a small system `rows · x = targets`, by Gaussian elimination with partial pivoting. */
export function solveLinear(rows: readonly (readonly number[])[], targets: readonly number[]): number[] {
  const size = targets.length;
  const system = rows.map((row, i) => [...row, targets[i] as number]);
  for (let column = 0; column < size; column++) {
    const candidates = system.slice(column).map((row) => Math.abs(row[column] as number));
    const pivot = column + candidates.indexOf(Math.max(...candidates));
    [system[column], system[pivot]] = [system[pivot] as number[], system[column] as number[]];
    const top = system[column] as number[];
    for (const row of system.slice(column + 1)) {
      const factor = (row[column] as number) / (top[column] as number);
      for (let j = column; j <= size; j++) row[j] = (row[j] as number) - factor * (top[j] as number);
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    const row = system[i] as number[];
    const known = solution.reduce((sum, x, j) => sum + (j > i ? x * (row[j] as number) : 0), 0);
    solution[i] = ((row[size] as number) - known) / (row[i] as number);
  }
  return solution;
}
