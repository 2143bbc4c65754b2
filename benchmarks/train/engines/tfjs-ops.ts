import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/*
 * tfjs' own operators with gradients chosen for its wasm kernels. What these avoid:
 *
 * - `matMul` with a transpose flag or a batch: only plain 2-D products reach XNNPACK (25 GFLOP/s per
 *   thread), everything else a naive loop (0.4 to 2). So transposes are explicit, always of the
 *   smaller side, and attention multiplies head by head.
 * - a slice of a large tensor: each one first copies the whole tensor, so heads are cut out in two
 *   levels and the `[T, T]` matrices are never stacked.
 * - sums over the first axis: a product with a row of ones is 40 times faster.
 * - `erf`: the same approximation written in vectorised operators is 3 times faster.
 * - the gradients of gather (not in wasm), log-softmax and layer norm composites.
 */

type Gradient = (dy: Tensor, saved: Tensor[]) => Tensor[];

/** A differentiable function with its own gradient, whose intermediates are freed. */
function withGradient(
  inputs: Tensor[],
  forward: (save: (tensors: Tensor[]) => void) => Tensor,
  gradient: Gradient,
): Tensor {
  const run = tf.customGrad((...values) => {
    const save = values[inputs.length] as unknown as (tensors: Tensor[]) => void;
    return {
      value: forward(save),
      gradFunc: (dy, saved) => tf.tidy(() => gradient(dy as Tensor, saved)),
    };
  });
  return run(...inputs);
}

/** `x + y` of equal shapes. */
export function residual(x: Tensor, y: Tensor): Tensor {
  return withGradient(
    [x, y],
    () => tf.add(x, y),
    (dy) => [tf.clone(dy), tf.clone(dy)],
  );
}

const matMul = (a: Tensor, b: Tensor): Tensor2D => tf.matMul(a as Tensor2D, b as Tensor2D);

/** `aᵀ · b` of `[n, p]` and `[n, q]`, transposing the narrower operand. */
function transposedMatMul(a: Tensor, b: Tensor): Tensor {
  const [p, q] = [a.shape[1] ?? 0, b.shape[1] ?? 0];
  return p <= 2 * q ? matMul(tf.transpose(a), b) : tf.transpose(matMul(tf.transpose(b), a));
}

/** Sum over the rows of `[n, c]`, `[c]`. */
function sumRows(x: Tensor): Tensor {
  return tf.reshape(matMul(tf.ones([1, x.shape[0] ?? 0]), x), [-1]);
}

/** `x · weight + bias`: `[n, in]`, `[in, out]`, `[out]`. */
export function linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  return withGradient(
    [x, weight, bias],
    (save) => {
      save([x, weight]);
      return tf.add(matMul(x, weight), bias);
    },
    (dy, [x, weight]) => [
      matMul(dy, tf.transpose(weight as Tensor)),
      transposedMatMul(x as Tensor, dy),
      sumRows(dy),
    ],
  );
}

/** Layer norm over the last axis of `[n, c]`, ε = 1e-5. */
export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  return withGradient(
    [x, weight, bias],
    (save) => {
      const centred = tf.sub(x, tf.mean(x, 1, true));
      const inverseStd = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), 1e-5)); // [n, 1]
      const normed = tf.mul(centred, inverseStd);
      save([normed, inverseStd, weight]);
      return tf.add(tf.mul(normed, weight), bias);
    },
    (dy, [normed, inverseStd, weight]) => {
      const dnormed = tf.mul(dy, weight as Tensor);
      const projected = tf.mul(normed as Tensor, tf.mean(tf.mul(dnormed, normed as Tensor), 1, true));
      const dx = tf.mul(tf.sub(tf.sub(dnormed, tf.mean(dnormed, 1, true)), projected), inverseStd as Tensor);
      return [dx, sumRows(tf.mul(dy, normed as Tensor)), sumRows(dy)];
    },
  );
}

/** Exact GELU, `x · Φ(x)`, with erf by Abramowitz and Stegun 7.1.26 (|error| < 1.5e-7), as tfjs' own erf. */
export function gelu(x: Tensor): Tensor {
  const coefficients = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  return withGradient(
    [x],
    (save) => {
      const gaussian = tf.exp(tf.mul(tf.square(x), -0.5));
      const t = tf.div(1, tf.add(tf.mul(tf.abs(x), 0.3275911 * Math.SQRT1_2), 1));
      let polynomial: Tensor = tf.mul(t, 1.061405429);
      for (const c of coefficients.slice(1)) polynomial = tf.mul(tf.add(polynomial, c), t);
      const tail = tf.mul(tf.mul(polynomial, gaussian), 0.5); // Φ(−|x|)
      // Φ(x) = tail below zero, 1 − tail above
      const phi = tf.add(tf.mul(tf.step(x), tf.sub(1, tf.mul(tail, 2))), tail);
      save([tf.add(phi, tf.mul(tf.mul(x, gaussian), 1 / Math.sqrt(2 * Math.PI)))]);
      return tf.mul(x, phi);
    },
    (dy, [derivative]) => [tf.mul(dy, derivative as Tensor)],
  );
}

/** Cuts `[B·T, C]` into its heads, `B·H` tensors `[T, D]`; first by batch, as a slice copies all it is cut from. */
function splitHeads(x: Tensor, { B, T, H, D }: AttentionSizes): Tensor2D[] {
  const heads = tf.transpose(tf.reshape(x, [B, T, H, D]), [0, 2, 1, 3]);
  return tf
    .split(tf.reshape(heads, [B, H * T, D]), B)
    .flatMap((rows) => tf.split(tf.reshape(rows, [H * T, D]), H) as Tensor2D[]);
}

/** The inverse of `splitHeads`. */
function joinHeads(heads: Tensor[], { B, T, H, D }: AttentionSizes): Tensor {
  return tf.reshape(tf.transpose(tf.reshape(tf.concat(heads, 0), [B, H, T, D]), [0, 2, 1, 3]), [
    B * T,
    H * D,
  ]);
}

/** Sizes of multi-head attention: batch, sequence, heads, head width. */
export type AttentionSizes = {
  readonly B: number;
  readonly T: number;
  readonly H: number;
  readonly D: number;
};

/** Causal self-attention of `qkv` `[B·T, 3·H·D]`, `[B·T, H·D]`; `mask` is `[T, T]`, added to the scores. */
export function causalAttention(qkv: Tensor, mask: Tensor, sizes: AttentionSizes): Tensor {
  const scale = 1 / Math.sqrt(sizes.D);
  const count = sizes.B * sizes.H;
  return withGradient(
    [qkv],
    (save) => {
      const [q, k, v] = tf.split(qkv, 3, 1).map((part) => splitHeads(part, sizes)) as [
        Tensor2D[],
        Tensor2D[],
        Tensor2D[],
      ];
      const weights = q.map((query, i) => {
        const scores = matMul(tf.mul(query, scale), tf.transpose(k[i] as Tensor2D));
        return tf.softmax(tf.add(scores, mask));
      });
      save([...q, ...k, ...v, ...weights]);
      return joinHeads(
        weights.map((weight, i) => matMul(weight, v[i] as Tensor2D)),
        sizes,
      );
    },
    (dy, saved) => {
      const dq: Tensor[] = [];
      const dk: Tensor[] = [];
      const dv: Tensor[] = [];
      for (const [i, output] of splitHeads(dy, sizes).entries()) {
        const [q, k, v, p] = [0, 1, 2, 3].map((part) => saved[part * count + i] as Tensor) as [
          Tensor,
          Tensor,
          Tensor,
          Tensor,
        ];
        const dp = matMul(output, tf.transpose(v));
        const weighted = tf.mul(dp, p);
        const ds = tf.sub(weighted, tf.mul(p, tf.sum(weighted, 1, true))); // softmax' gradient
        dq.push(tf.mul(matMul(ds, k), scale));
        dk.push(tf.mul(tf.transpose(matMul(tf.transpose(q), ds)), scale));
        dv.push(tf.transpose(matMul(tf.transpose(output), p)));
      }
      return [
        tf.concat(
          [dq, dk, dv].map((heads) => joinHeads(heads, sizes)),
          1,
        ),
      ];
    },
  );
}

/** Token plus position embeddings of `ids` `[B·T]`: tables `[V, C]` and `[T, C]`, `[B·T, C]`. */
export function embed(tokens: Tensor, positions: Tensor, ids: Tensor): Tensor {
  const [T, C] = positions.shape as [number, number];
  const rows = (x: Tensor): Tensor => tf.reshape(x, [-1, T, C]);
  return withGradient(
    [tokens, positions],
    () => tf.reshape(tf.add(rows(tf.gather(tokens, ids as tf.Tensor1D)), positions), [-1, C]),
    (dy) => [
      tf.scatterND(tf.reshape(ids, [-1, 1]), dy, tokens.shape),
      tf.reshape(sumRows(tf.reshape(dy, [-1, T * C])), [T, C]),
    ],
  );
}

/**
 * Mean cross-entropy of `x · tableᵀ` against one-hot targets: `[n, C]`, `[V, C]`, `oneHot` `[n, V]`
 * and the flat index `i·V + target_i` of each target, `[n]`.
 */
export function tiedCrossEntropy(x: Tensor, table: Tensor, oneHot: Tensor, flatTargets: Tensor): Tensor {
  const n = x.shape[0] ?? 0;
  return withGradient(
    [x, table],
    (save) => {
      const probabilities = tf.softmax(matMul(x, tf.transpose(table)));
      save([tf.sub(probabilities, oneHot), x, table]);
      const chosen = tf.gather(tf.reshape(probabilities, [-1]), flatTargets as tf.Tensor1D);
      return tf.neg(tf.mean(tf.log(chosen)));
    },
    (dy, [dlogits, x, table]) => {
      const scale = tf.div(dy, n);
      return [
        tf.mul(matMul(dlogits as Tensor, table as Tensor), scale),
        tf.mul(tf.transpose(matMul(tf.transpose(x as Tensor), dlogits as Tensor)), scale),
      ];
    },
  );
}
