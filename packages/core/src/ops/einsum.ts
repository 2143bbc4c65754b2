import type { Tensor } from '../ir/index.ts';
import { ArgumentError } from '../errors/index.ts';
import { type Dim, type Shape, sizeOf } from '../tensor/index.ts';
import { parseEinsum } from './define/einsum-equation.ts';
import { matmul } from './matmul.ts';
import { multiply } from './multiply.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';
import { transpose } from './transpose.ts';

/** A tensor whose axes have names. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/**
 * Products of tensors summed over the labels that the result does not have, for example
 * `einsum('bqhd,bkhd->bhqk', queries, keys)`. Operands are contracted from left to right, each pair by one matrix
 * product.
 *
 * @param equation - one letter an axis, `...` for further axes in front; without `->` the result has the labels that
 * occur once, in alphabetical order
 * @returns one axis for each label of the result, after the axes of `...`
 * @throws {ArgumentError} when the equation is malformed
 * @throws {ShapeError} when an operand does not fit its labels or extents of one label differ
 * @throws {UnsupportedError} when a label is repeated within an operand
 * @example
 * ```ts
 * import { einsum, input } from '@fm/core';
 *
 * const queries = input('f32', [2, 16, 4, 8]);
 * const keys = input('f32', [2, 32, 4, 8]);
 * String(einsum('bqhd,bkhd->bhqk', queries, keys)); // => 'f32[2, 4, 16, 32]'
 * ```
 */
export function einsum(equation: string, ...operands: readonly Tensor[]): Tensor {
  const { operands: labels, output } = parseEinsum(equation, operands);
  const terms = operands.map((tensor, i): Labelled => ({ tensor, labels: labels[i] as readonly string[] }));
  const [first, ...others] = terms;
  if (first === undefined)
    throw new ArgumentError('einsum: there is no operand', { expected: 'at least one tensor' });
  let product = first;
  for (const [i, term] of others.entries()) {
    const later = new Set([...output, ...others.slice(i + 1).flatMap((other) => other.labels)]);
    product = contract(
      sumOut(product, [...later, ...term.labels]),
      sumOut(term, [...later, ...product.labels]),
      later,
    );
  }
  return arrange(sumOut(product, output), output).tensor;
}

/** Sums over the labels that nothing else has. */
function sumOut({ tensor, labels }: Labelled, kept: readonly string[]): Labelled {
  const axes = labels.flatMap((label, axis) => (kept.includes(label) ? [] : [axis]));
  if (axes.length === 0) return { tensor, labels };
  return { tensor: reduceSum(tensor, axes), labels: labels.filter((label) => kept.includes(label)) };
}

/** The product of two operands, summed over the labels they share that `later` does not hold. */
function contract(a: Labelled, b: Labelled, later: ReadonlySet<string>): Labelled {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => later.has(label));
  const summed = shared.filter((label) => !later.has(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...rows, ...columns];
  if (summed.length === 0) {
    const left = arrange(a, [...batch, ...rows]).tensor;
    const right = arrange(b, [...batch, ...columns]).tensor;
    const stretched = [...left.shape, ...columns.map(() => 1)];
    const aligned = [
      ...right.shape.slice(0, batch.length),
      ...rows.map(() => 1),
      ...right.shape.slice(batch.length),
    ];
    return { tensor: multiply(reshape(left, stretched), reshape(right, aligned)), labels };
  }
  const left = asMatrix(a, batch, [rows, summed]);
  const right = asMatrix(b, batch, [summed, columns]);
  const product = matmul(left.matrix, right.matrix, {
    transposeA: left.isTransposed,
    transposeB: right.isTransposed,
  });
  const extents = [...extentsOf(a, rows), ...extentsOf(b, columns)];
  return { tensor: reshape(product, [...product.shape.slice(0, batch.length), ...extents]), labels };
}

/** `[batch…, first, second]`, or `[batch…, second, first]` where the operand is stored that way round. */
function asMatrix(
  term: Labelled,
  batch: readonly string[],
  [first, second]: readonly [readonly string[], readonly string[]],
): { readonly matrix: Tensor; readonly isTransposed: boolean } {
  const swapped = [...batch, ...second, ...first];
  const isTransposed =
    swapped.every((label, i) => term.labels[i] === label) && first.length > 0 && second.length > 0;
  const [outer, inner] = isTransposed ? [second, first] : [first, second];
  const { tensor } = arrange(term, [...batch, ...outer, ...inner]);
  const sides = [sizeOf(extentsOf(term, outer)), sizeOf(extentsOf(term, inner))];
  return { matrix: reshape(tensor, [...tensor.shape.slice(0, batch.length), ...sides]), isTransposed };
}

function arrange({ tensor, labels }: Labelled, order: readonly string[]): Labelled {
  return {
    tensor: transpose(
      tensor,
      order.map((label) => labels.indexOf(label)),
    ),
    labels: order,
  };
}

function extentsOf({ tensor, labels }: Labelled, wanted: readonly string[]): Shape {
  return wanted.map((label) => tensor.shape[labels.indexOf(label)] as Dim);
}
