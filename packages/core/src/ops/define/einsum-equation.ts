import { ArgumentError, ShapeError, UnsupportedError } from '../../errors/index.ts';
import { formatType, type TensorType } from '../../ir/index.ts';
import { type Dim, equalDims } from '../../tensor/index.ts';

/** The axes of every operand and of the result, one label an axis. */
export interface EinsumEquation {
  readonly operands: readonly (readonly string[])[];
  readonly output: readonly string[];
}

/**
 * Reads an equation such as `bij,bjk->bik`. `...` stands for further leading axes, aligned at the right; without `->`
 * the result has, in alphabetical order, the labels that occur once.
 *
 * @throws {ArgumentError} when the equation is malformed or does not fit the number of operands
 * @throws {ShapeError} when an operand does not have as many axes as its labels, or extents of one label differ
 * @throws {UnsupportedError} when a label is repeated within an operand
 */
export function parseEinsum(equation: string, operands: readonly TensorType[]): EinsumEquation {
  const [left = '', right, ...more] = equation.replaceAll(' ', '').split('->');
  const sides = left.split(',');
  const isWellFormed = [...sides, right ?? ''].every((labels) =>
    /^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(labels),
  );
  if (!isWellFormed || more.length > 0 || sides.length !== operands.length) {
    throw new ArgumentError('einsum: the equation is malformed', {
      expected: `letters for each of ${operands.length} operands, as in "bij,bjk->bik"`,
      received: equation,
    });
  }
  const inputs = sides.map((labels, i) => axesOf(labels, operands[i] as TensorType));
  requireEqualExtents(inputs, operands);
  const rest = [...new Set(inputs.flatMap((labels) => labels.filter(isRest)))].sort(byDistance);
  const output = right === undefined ? [...rest, ...singles(inputs)] : expand(right, rest);
  const unknown = output.find((label, i) => !inputs.flat().includes(label) || output.indexOf(label) !== i);
  if (unknown !== undefined) {
    throw new ArgumentError('einsum: the result has a label that is not one axis of the operands', {
      expected: 'labels of the operands, each once',
      received: `"${unknown}" in "${equation}"`,
    });
  }
  return { operands: inputs, output };
}

/** Axes of an ellipsis may broadcast; those with a letter may not. */
function requireEqualExtents(inputs: readonly (readonly string[])[], operands: readonly TensorType[]): void {
  const extents = new Map<string, Dim>();
  for (const [i, labels] of inputs.entries()) {
    for (const [axis, label] of labels.entries()) {
      const extent = operands[i]?.shape[axis] as Dim;
      const known = extents.get(label) ?? extent;
      if (!isRest(label) && !equalDims(known, extent)) {
        throw new ShapeError(`einsum: label "${label}" stands for two extents`, {
          expected: `${known}`,
          received: `${extent} in operand ${i} of ${operands.map(formatType).join(', ')}`,
        });
      }
      extents.set(label, known);
    }
  }
}

function axesOf(labels: string, operand: TensorType): readonly string[] {
  const named = labels.replace('...', '').length;
  const extra = operand.shape.length - named;
  if (extra < 0 || (extra > 0 && !labels.includes('...'))) {
    throw new ShapeError('einsum: an operand does not have the axes its labels say', {
      expected: `${named} axes for "${labels}"`,
      received: formatType(operand),
    });
  }
  const axes = expand(
    labels,
    Array.from({ length: extra }, (_, i) => `${extra - i}`),
  );
  if (new Set(axes).size !== axes.length) {
    throw new UnsupportedError('einsum: diagonals are not supported', {
      expected: 'each label once per operand',
      received: labels,
      hint: 'Multiply with an identity matrix and sum.',
    });
  }
  return axes;
}

/** Axes of an ellipsis are labelled by their distance from its end, so that they align at the right. */
function expand(labels: string, rest: readonly string[]): readonly string[] {
  const [before = '', after] = labels.split('...');
  return after === undefined ? [...before] : [...before, ...rest, ...after];
}

function isRest(label: string): boolean {
  return /^\d+$/.test(label);
}

function byDistance(a: string, b: string): number {
  return Number(b) - Number(a);
}

function singles(inputs: readonly (readonly string[])[]): readonly string[] {
  const named = inputs.flat().filter((label) => !isRest(label));
  return named.filter((label) => named.indexOf(label) === named.lastIndexOf(label)).sort();
}
