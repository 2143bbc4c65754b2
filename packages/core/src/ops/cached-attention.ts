import { ArgumentError, ShapeError, UnsupportedError } from '../errors/index.ts';
import {
  applyOp,
  type EmitContext,
  formatType,
  type Node,
  type OpDef,
  type Tensor,
  type TensorType,
} from '../ir/index.ts';
import { type Dim, divideDims, equalShapes, type Shape } from '../tensor/index.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, kernelDType, toKernel } from './define/kernel-dtype.ts';

type CachedAttentionAttributes = {
  readonly heads: number;
  readonly keyHeads: number;
  readonly scale: number;
};

/**
 * Causal attention of new positions over a cache of fixed length, with the new keys and values written into it. Where
 * the runtime has it, this is one operator that may write the cache in place.
 */
export const cachedAttentionOp: OpDef<CachedAttentionAttributes> = {
  name: 'cachedAttention',
  infer([query, key, value, ...rest], { heads, keyHeads }) {
    const [pastKey, pastValue, position] = rest as [TensorType, TensorType, TensorType];
    const [batch, sequence, width] = query.shape as [Dim, Dim, Dim];
    const size = divideDims(width, heads);
    const rows = [batch, sequence, typeof size === 'number' ? size * keyHeads : width];
    const cache = [batch, keyHeads, pastKey.shape[2] as Dim, size];
    requireShape('key', key, rows);
    requireShape('value', value, rows);
    requireShape('pastKey', pastKey, cache);
    requireShape('pastValue', pastValue, cache);
    requireShape('position', position, []);
    requireDomain('cachedAttention', query, 'float');
    requireDomain('cachedAttention', position, 'integer');
    return [query, { dtype: query.dtype, shape: cache }, { dtype: query.dtype, shape: cache }];
  },
  vjp() {
    throw new UnsupportedError('cachedAttention has no gradient', {
      expected: 'generation and scoring, which need none',
      hint: 'Train with attention over whole sequences.',
    });
  },
  emit(context, inputs, node) {
    return context.mode === 'fused' && fitsGroupQuery(node)
      ? emitGroupQuery(context, inputs, node)
      : emitStock(context, inputs, node);
  },
  evaluate({ inputs, attributes: { heads, keyHeads, scale }, outputs: [out, cacheType] }) {
    const [query, key, value, pastKey, pastValue, position] = [...inputs] as (typeof inputs)[0][];
    if (!query || !key || !value || !pastKey || !pastValue || !position) return [];
    const [batch = 0, , capacity = 0, size = 0] = cacheType.shape;
    const sequence = out.shape[1] as number;
    const start = position.data[0] as number;
    const keys = pastKey.data.slice();
    const values = pastValue.data.slice();
    const result = new Float64Array(query.data.length);
    for (let b = 0; b < batch; b++) {
      for (let t = 0; t < sequence; t++) {
        for (let h = 0; h < keyHeads; h++) {
          const from = ((b * sequence + t) * keyHeads + h) * size;
          const to = ((b * keyHeads + h) * capacity + start + t) * size;
          keys.set(key.data.subarray(from, from + size), to);
          values.set(value.data.subarray(from, from + size), to);
        }
      }
      for (let t = 0; t < sequence; t++) {
        for (let h = 0; h < heads; h++) {
          const at = ((b * sequence + t) * heads + h) * size;
          const cache = (b * keyHeads + Math.floor((h * keyHeads) / heads)) * capacity * size;
          const length = (start + t + 1) * size;
          const weights = softmaxOfProducts(
            query.data.subarray(at, at + size),
            keys.subarray(cache, cache + length),
            scale,
          );
          for (const [j, weight] of weights.entries()) {
            for (let d = 0; d < size; d++) result[at + d]! += weight * values[cache + j * size + d]!;
          }
        }
      }
    }
    return [result, keys, values];
  },
};

/** Operands of {@link cachedAttention}. */
export interface CachedAttentionOperands {
  /** `[batch, sequence, heads · headSize]`, float. */
  readonly query: Tensor;
  /** `[batch, sequence, keyHeads · headSize]`. */
  readonly key: Tensor;
  /** `[batch, sequence, keyHeads · headSize]`. */
  readonly value: Tensor;
  /** `[batch, keyHeads, capacity, headSize]`. */
  readonly pastKey: Tensor;
  /** `[batch, keyHeads, capacity, headSize]`. */
  readonly pastValue: Tensor;
  /** How many positions of the cache are filled, an integer scalar; `position + sequence` is at most `capacity`. */
  readonly position: Tensor;
}

/** Options of {@link cachedAttention}. */
export interface CachedAttentionOptions {
  /** Heads of the queries, a divisor of their width. */
  readonly heads: number;
  /** Heads of keys and values, a divisor of `heads`. @default heads */
  readonly keyHeads?: number;
  /** Factor of the scores. @default 1/√headSize */
  readonly scale?: number;
}

/** Results of {@link cachedAttention}. */
export interface CachedAttention {
  /** `[batch, sequence, heads · headSize]`. */
  readonly attended: Tensor;
  /**
   * The cache with the new keys at `position`, `[batch, keyHeads, capacity, headSize]`; what lies behind them is
   * unspecified.
   */
  readonly presentKey: Tensor;
  /** The same for the values. */
  readonly presentValue: Tensor;
}

/**
 * Attention for decoding: writes the new keys and values into a static cache at `position` and lets each new position
 * attend to itself and all before it. Inference only. A device tensor may be both past and present of one run.
 *
 * @throws {ShapeError} when the operands do not fit together
 * @throws {ArgumentError} when `keyHeads` does not divide `heads`
 * @throws {UnsupportedError} when it is differentiated
 * @example
 * ```ts
 * import { cachedAttention, input } from '@fm/core';
 *
 * const [query, key, value] = [input('f32', [1, 1, 64]), input('f32', [1, 1, 64]), input('f32', [1, 1, 64])];
 * const [pastKey, pastValue] = [input('f32', [1, 4, 128, 16]), input('f32', [1, 4, 128, 16])];
 * const position = input('i32', []);
 * const { attended } = cachedAttention({ query, key, value, pastKey, pastValue, position }, { heads: 4 });
 * String(attended); // => 'f32[1, 1, 64]'
 * ```
 */
export function cachedAttention(
  operands: CachedAttentionOperands,
  options: CachedAttentionOptions,
): CachedAttention {
  const { query, key, value, pastKey, pastValue, position } = operands;
  const { heads, keyHeads = heads } = options;
  if (!Number.isInteger(heads / keyHeads) || keyHeads < 1) {
    throw new ArgumentError('cachedAttention: heads are not a multiple of keyHeads', {
      received: `${heads} and ${keyHeads}`,
    });
  }
  if (query.rank !== 3) {
    throw new ShapeError('cachedAttention: the query has the wrong rank', {
      expected: '[batch, sequence, heads · headSize]',
      received: formatType(query),
    });
  }
  const scale = options.scale ?? 1 / Math.sqrt(Number(query.shape[2]) / heads);
  const [attended, presentKey, presentValue] = applyOp(
    cachedAttentionOp,
    [query, key, value, pastKey, pastValue, position],
    { heads, keyHeads, scale },
  ) as [Tensor, Tensor, Tensor];
  return { attended, presentKey, presentValue };
}

function requireShape(role: string, type: TensorType, expected: Shape): void {
  if (equalShapes(type.shape, expected)) return;
  throw new ShapeError(`cachedAttention: ${role} does not fit the query`, {
    expected: `[${expected.join(', ')}]`,
    received: formatType(type),
  });
}

function softmaxOfProducts(query: Float64Array, keys: Float64Array, scale: number): Float64Array {
  const scores = new Float64Array(keys.length / query.length);
  for (const j of scores.keys()) {
    for (let d = 0; d < query.length; d++) scores[j]! += scale * query[d]! * keys[j * query.length + d]!;
  }
  const largest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = scores.map((score) => Math.exp(score - largest));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

/** Whether the runtime's kernel takes it: one row or one token, and heads of a multiple of 8. */
function fitsGroupQuery({ inputs: [query], outputs: [, present] }: Node<CachedAttentionAttributes>): boolean {
  const [batch, sequence] = query.shape;
  return query.dtype === 'f32' && (batch === 1 || sequence === 1) && Number(present.shape[3]) % 8 === 0;
}

/** ONNX Runtime's GroupQueryAttention, which writes in place where past and present share their memory. */
function emitGroupQuery(
  context: EmitContext,
  inputs: readonly string[],
  { inputs: [query], attributes: { heads, keyHeads, scale } }: Node<CachedAttentionAttributes>,
): readonly string[] {
  const [q = '', k = '', v = '', pastKey = '', pastValue = '', position = ''] = inputs;
  const [batch, sequence] = query.shape as [Dim, Dim];
  const length = scalarOf(context, context.cast(context.shape([sequence]), 'i32'));
  const total = context.node('Add', [context.cast(position, 'i32'), length]);
  const last = context.node('Sub', [total, context.scalar('i32', 1)]);
  const lasts = context.node('Expand', [last, context.shape([batch])]);
  return context.nodes('GroupQueryAttention', [q, k, v, pastKey, pastValue, lasts, total], {
    domain: 'com.microsoft',
    outputs: 3,
    attributes: { num_heads: { int: heads }, kv_num_heads: { int: keyHeads }, scale: { float: scale } },
  });
}

function emitStock(
  context: EmitContext,
  inputs: readonly string[],
  {
    inputs: [query],
    outputs: [, present],
    attributes: { heads, keyHeads, scale },
  }: Node<CachedAttentionAttributes>,
): readonly string[] {
  const position = inputs[5] as string;
  const [q = '', k = '', v = '', pastKey = '', pastValue = ''] = toKernel(
    context,
    inputs.slice(0, 5),
    query.dtype,
  );
  const kernel = kernelDType(query.dtype);
  const [batch, sequence, width] = query.shape as [Dim, Dim, Dim];
  const [, , capacity, size] = present.shape as [Dim, Dim, Dim, Dim];
  const groups = heads / keyHeads;
  const start = context.cast(position, 'i64');
  const rows = context.node('Add', [start, emitRange(context, sequence)]); // [sequence]
  const split = (x: string, dims: Shape): string =>
    context.node('Transpose', [context.node('Reshape', [x, context.shape(dims)])], {
      attributes: { perm: { ints: dims.length === 4 ? [0, 2, 1, 3] : [0, 2, 3, 1, 4] } },
    });
  const indices = context.node('Expand', [
    context.node('Reshape', [rows, context.ints([1, 1, -1, 1])]),
    context.shape([batch, keyHeads, sequence, size]),
  ]);
  const write = (past: string, x: string): string =>
    context.node('ScatterElements', [past, indices, split(x, [batch, sequence, keyHeads, size])], {
      attributes: { axis: { int: 2 } },
    });
  const keys = write(pastKey, k);
  const values = write(pastValue, v);

  // [batch, keyHeads, groups, sequence, size] against [batch, keyHeads, 1, capacity, size]
  const scaled = context.node('Mul', [
    split(q, [batch, sequence, keyHeads, groups, size]),
    context.scalar(kernel, scale),
  ]);
  const one = context.ints([2]);
  const columns = context.node('Transpose', [context.node('Unsqueeze', [keys, one])], {
    attributes: { perm: { ints: [0, 1, 2, 4, 3] } },
  });
  const seen = context.node('LessOrEqual', [
    emitRange(context, capacity),
    context.node('Reshape', [rows, context.ints([-1, 1])]),
  ]); // [sequence, capacity]
  const scores = context.node('Where', [
    seen,
    context.node('MatMul', [scaled, columns]),
    context.scalar(kernel, Number.NEGATIVE_INFINITY),
  ]);
  const weights = context.node('Softmax', [scores], { attributes: { axis: { int: -1 } } });
  const mixed = context.node('MatMul', [weights, context.node('Unsqueeze', [values, one])]);
  const joined = context.node('Transpose', [mixed], { attributes: { perm: { ints: [0, 3, 1, 2, 4] } } });
  const attended = context.node('Reshape', [joined, context.shape([batch, sequence, width])]);
  return [attended, keys, values].map((name) => fromKernel(context, name, query.dtype));
}

/** `0, 1, …, length - 1`, i64. */
function emitRange(context: EmitContext, length: Dim): string {
  const limit = scalarOf(context, context.shape([length]));
  return context.node('Range', [context.scalar('i64', 0), limit, context.scalar('i64', 1)]);
}

function scalarOf(context: EmitContext, vector: string): string {
  return context.node('Reshape', [vector, context.ints([])]);
}
