import { type ConcreteShape, equalShapes, type Optimizer, type Shape, sizeOf, type Tensor } from '@fm/core';

/** One parameter's place in a {@link FlatGroup}. */
export interface FlatMember {
  readonly name: string;
  /** Elements before it. */
  readonly offset: number;
  readonly size: number;
  /** Names of its optimizer state, in the order of the group's slots. */
  readonly slots: readonly string[];
}

/** Parameters that are updated by the same formula, element by element, laid end to end. */
export interface FlatGroup {
  /** Name of the parameter whose formula is traced for all. */
  readonly name: string;
  /** Names of that parameter's optimizer state. */
  readonly slots: readonly string[];
  /** Dimensions of that parameter, at least 1: a piece has as many. */
  readonly rank: number;
  readonly members: readonly FlatMember[];
  /** Elements in all. */
  readonly size: number;
}

/**
 * The groups of an optimizer's parameters; `undefined` if it needs whole tensors.
 */
export function flatLayout(
  optimizer: Optimizer,
  trainable: ReadonlyMap<string, Tensor>,
): readonly FlatGroup[] | undefined {
  if (optimizer.group === undefined) return undefined;
  const named = new Map<string, [string, Tensor][]>();
  for (const [name, parameter] of trainable) {
    const key = optimizer.group(name, parameter);
    named.set(key, [...(named.get(key) ?? []), [name, parameter]]);
  }
  const groups: FlatGroup[] = [];
  for (const [key, parameters] of named) {
    const group = layOut(optimizer, parameters);
    // A filter that looks at extents would choose otherwise for a piece.
    if (group === undefined || optimizer.group(group.name, pieceType(group, 1)) !== key) return undefined;
    groups.push(group);
  }
  return groups;
}

function layOut(optimizer: Optimizer, parameters: readonly [string, Tensor][]): FlatGroup | undefined {
  // The largest first: they are multiples of a cache line, so that all of them begin at one.
  const ordered = parameters.toSorted(([, a], [, b]) => elements(b.shape) - elements(a.shape));
  const members: FlatMember[] = [];
  let offset = 0;
  for (const [name, parameter] of ordered) {
    const specs = [...optimizer.state(new Map([[name, parameter]]))];
    if (specs.some(([, { dtype, shape }]) => dtype !== 'f32' || !equalShapes(shape, parameter.shape)))
      return undefined;
    const size = elements(parameter.shape);
    members.push({ name, offset, size, slots: specs.map(([slot]) => slot) });
    offset += size;
  }
  const [first] = ordered as [[string, Tensor]];
  const slots = (members[0] as FlatMember).slots;
  if (members.some((member) => member.slots.length !== slots.length)) return undefined;
  return { name: first[0], slots, rank: Math.max(1, first[1].rank), members, size: offset };
}

/**
 * Type of a piece of `size` elements, all of them along the last axis: ONNX Runtime multiplies `[1, n]` by a scalar forty
 * times faster than `[n, 1]`.
 */
export function pieceType(
  { rank }: FlatGroup,
  size: number,
): { readonly dtype: 'f32'; readonly shape: ConcreteShape } {
  return { dtype: 'f32', shape: [...Array<number>(rank - 1).fill(1), size] };
}

function elements(shape: Shape): number {
  return sizeOf(shape) as number;
}
