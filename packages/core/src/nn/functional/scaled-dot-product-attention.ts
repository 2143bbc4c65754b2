import { customVjp, type CustomVjpContext } from '../../autodiff/index.ts';
import { ShapeError } from '../../errors/index.ts';
import type { Tensor } from '../../ir/index.ts';
import { add } from '../../ops/add.ts';
import { causalMask } from '../../ops/causal-mask.ts';
import { concat } from '../../ops/concat.ts';
import { logicalAnd } from '../../ops/logical-and.ts';
import { matmul } from '../../ops/matmul.ts';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { reshape } from '../../ops/reshape.ts';
import { scalar } from '../../ops/constant.ts';
import { slice } from '../../ops/slice.ts';
import { softmax } from '../../ops/softmax.ts';
import { split } from '../../ops/split.ts';
import { subtract } from '../../ops/subtract.ts';
import { sumTo } from '../../ops/sum-to.ts';
import { where } from '../../ops/where.ts';
import { zerosLike } from '../../ops/zeros-like.ts';
import { addDims, type Dim, type DType, isFloat, multiplyDims, type Shape } from '../../tensor/index.ts';
import { dropout } from './dropout.ts';

/** Options of {@link scaledDotProductAttention}. */
export interface AttentionOptions {
  /** Lets every query see only keys at its own position or before, the last query being at the last key. @default false */
  readonly causal?: boolean;
  /**
   * Broadcasts to `[batch, heads, queries, keys]`: `bool`, true where a key may be seen, or float, added to the scores.
   *
   * @default every key may be seen
   */
  readonly mask?: Tensor | undefined;
  /** Factor of the scores. @default `1 / √headSize` */
  readonly scale?: number;
  /** Dropout of the attention weights; needs a key. @default none */
  readonly dropout?: { readonly rate: number; readonly key: Tensor | undefined };
}

/**
 * Attention: `softmax(scale · query keyᵀ + mask) value` for every head.
 *
 * Fewer key-value heads than query heads are shared by groups of consecutive query heads (grouped-query attention).
 * A query that a boolean mask shows no key gives the mean of all values; a float mask must leave each query a finite score.
 *
 * @param query - `[batch, heads, queries, headSize]`
 * @param key - `[batch, keyHeads, keys, headSize]`; `keyHeads` divides `heads`
 * @param value - `[batch, keyHeads, keys, valueSize]`
 * @returns `[batch, heads, queries, valueSize]`
 * @throws {ShapeError} when the operands do not fit together
 * @see Vaswani et al. 2017, "Attention Is All You Need", equation 1; Ainslie et al. 2023, "GQA"
 * @example
 * ```ts
 * import { input, scaledDotProductAttention } from '@fm/core';
 *
 * const query = input('f32', [2, 8, 16, 32]);
 * const shared = input('f32', [2, 2, 16, 32]);
 * String(scaledDotProductAttention(query, shared, shared, { causal: true })); // => 'f32[2, 8, 16, 32]'
 * ```
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, scaledDotProductAttention, type Tensor } from '@fm/core';
 *
 * // Equal keys: every position averages the values it may see.
 * const run = compile(
 *   ({ x, value }: { x: Tensor; value: Tensor }) => ({ y: scaledDotProductAttention(x, x, value, { causal: true }) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({
 *   x: hostTensor('f32', [1, 1, 1], [1, 1, 3, 1]),
 *   value: hostTensor('f32', [0, 10, 50], [1, 1, 3, 1]),
 * });
 * (await y.read()).data; // => Float32Array [0, 5, 20]
 * ```
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions = {},
): Tensor {
  const [batch, heads, queries, headSize] = query.shape as [Dim, number, Dim, number];
  const [, keyHeads, keys, keySize] = key.shape as [Dim, number, Dim, number];
  if ([query, key, value].some(({ rank }) => rank !== 4) || heads % keyHeads !== 0 || headSize !== keySize) {
    throw new ShapeError('scaledDotProductAttention: the operands do not fit together', {
      expected:
        '[batch, heads, queries, size], and twice [batch, keyHeads, keys, size], keyHeads dividing heads',
      received: `${query}, ${key} and ${value}`,
    });
  }
  const { scale = 1 / Math.sqrt(headSize), dropout: weightDropout } = options;
  if (isHalvable(queries, keys, options)) return attendInHalves(query, key, value, { ...options, scale });
  const bias = scoreBias([queries, keys], query.dtype, options);
  const perHead = [batch, heads, queries] as const;
  // The query heads that share a key head are further rows for it: one larger product instead of copies of the keys.
  const rows = reshape(query, [batch, keyHeads, -1, headSize]);
  const output = attend({ query: rows, key, value, bias, perHead, scale, dropout: weightDropout });
  return reshape(output, [...perHead, value.shape[3] as Dim]);
}

/** Shorter halves than this cost more in slices than they save. */
const shortestHalf = 64;

function isHalvable(
  queries: Dim,
  keys: Dim,
  { causal = false, mask, dropout: weights }: AttentionOptions,
): boolean {
  const isPlain = causal && mask === undefined && weights?.key === undefined;
  return (
    isPlain &&
    typeof queries === 'number' &&
    queries === keys &&
    queries % 2 === 0 &&
    queries >= 2 * shortestHalf
  );
}

/** Causal attention without the quarter of the scores where early queries meet late keys. */
function attendInHalves(query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions): Tensor {
  const [early, late] = split(query, 2, 2) as [Tensor, Tensor];
  const earlyPart = { axis: 2, size: early.shape[2] as Dim };
  const first = scaledDotProductAttention(early, slice(key, earlyPart), slice(value, earlyPart), options);
  return concat([first, scaledDotProductAttention(late, key, value, options)], 2);
}

interface Attention {
  /** `[batch, keyHeads, groups · queries, headSize]` */
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  /** Added to the scores, `[batch, heads, queries, keys]` or what broadcasts to it. */
  readonly bias: Tensor | undefined;
  /** `[batch, heads, queries]` */
  readonly perHead: Shape;
  readonly scale: number;
  readonly dropout: AttentionOptions['dropout'];
}

function attend({ query, key, value, bias, perHead, scale, dropout: weightDropout }: Attention): Tensor {
  const byHead = (scores: Tensor): Tensor => reshape(scores, [...perHead, scores.shape[3] as Dim]);
  const probabilitiesOf = (q: Tensor, k: Tensor, b: Tensor | undefined): Tensor => {
    const scores = matmul(q, k, { transposeB: true, scale }); // [batch, keyHeads, groups · queries, keys]
    return softmax(b === undefined ? scores : reshape(add(byHead(scores), b), scores.shape));
  };
  if (weightDropout?.key !== undefined && weightDropout.rate > 0) {
    return matmul(dropout(probabilitiesOf(query, key, bias), weightDropout.rate, weightDropout.key), value);
  }
  const forward = customVjp(
    (q, k, v, b) => {
      const probabilities = probabilitiesOf(q as Tensor, k as Tensor, b);
      return [matmul(probabilities, v as Tensor), probabilities];
    },
    (context) => {
      const { query: q, key: k, value: v, scores } = attentionGradients(context, scale);
      return bias === undefined ? [q, k, v] : [q, k, v, sumTo(byHead(scores), bias.shape)];
    },
  );
  const [output] = bias === undefined ? forward(query, key, value) : forward(query, key, value, bias);
  return output;
}

/**
 * The rule of softmax needs `Σⱼ Pᵢⱼ dPᵢⱼ` of every row; as `dPᵢⱼ = dOᵢ·vⱼ`, that is `dOᵢ·Oᵢ`: a sum over the size of a
 * head instead of over all keys. Only second derivatives give the probabilities a cotangent of their own.
 *
 * @see Dao et al. 2022, "FlashAttention", appendix B.2
 */
function attentionGradients(
  { inputs, outputs, cotangents }: CustomVjpContext,
  scale: number,
): AttentionGradients {
  const [query, key, value] = inputs as [Tensor, Tensor, Tensor];
  const [output, probabilities] = outputs as [Tensor, Tensor];
  const [cotangent = zerosLike(output), own] = cotangents;
  const product = multiply(cotangent, output);
  const centred = subtract(matmul(cotangent, value, { transposeB: true }), rowSum(product));
  const dP = own === undefined ? centred : add(centred, subtract(own, rowSum(multiply(own, probabilities))));
  const scores = multiply(probabilities, dP);
  return {
    query: matmul(scores, key, { scale }),
    key: matmul(scores, query, { transposeA: true, scale }),
    value: matmul(probabilities, cotangent, { transposeA: true }),
    scores,
  };
}

/** Cotangents of the operands, and of the scores before the softmax. */
type AttentionGradients = Readonly<Record<'query' | 'key' | 'value' | 'scores', Tensor>>;

function rowSum(x: Tensor): Tensor {
  return reduceSum(x, -1, { keepDims: true });
}

/** What is added to the scores: 0 where a key may be seen, a very negative number elsewhere. */
function scoreBias(
  [queries, keys]: readonly [Dim, Dim],
  dtype: DType,
  { causal = false, mask }: AttentionOptions,
): Tensor | undefined {
  const past = addDims(keys, multiplyDims(-1, queries));
  const visible = causal ? causalMask(queries, keys, { past }) : undefined;
  if (mask !== undefined && isFloat(mask.dtype))
    return visible === undefined ? mask : add(mask, hidden(visible, dtype));
  const both = visible !== undefined && mask !== undefined ? logicalAnd(visible, mask) : (visible ?? mask);
  return both && hidden(both, dtype);
}

function hidden(visible: Tensor, dtype: DType): Tensor {
  // Finite, so that a row without any key is no NaN; large enough that e^x is zero beside any score.
  return where(visible, scalar(0, dtype), scalar(dtype === 'f16' ? -1e4 : -1e30, dtype));
}
