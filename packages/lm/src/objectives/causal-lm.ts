import {
  ArgumentError,
  crossEntropy,
  type Dim,
  equalShapes,
  formatType,
  type Loss,
  type LossContext,
  multiplyDims,
  type Objective,
  reshape,
  ShapeError,
  type Tensor,
  type TracedBatch,
} from '@fm/core';
import { ignoredLabel } from '../data/text-blocks.ts';
import type { CausalModel } from '../models/causal-decoder.ts';

/**
 * Next-token prediction: the mean over all tokens that count of `−ln p(label | inputs so far)`.
 *
 * The batch holds `inputIds` `i64[batch, sequence]` and `labels` of the same type, where `labels[b, t]` is the token
 * that follows `inputIds[b, t]` — already shifted, unlike in transformers — or −100 where nothing is to be predicted.
 * An optional `lossMask` `f32[batch, sequence]` weighs the tokens: 0 leaves a prompt out. The loss's weight is the number
 * of tokens that count, or the sum of their mask.
 *
 * @example
 * ```ts
 * import { trace } from '@fm/core';
 * import { causalLanguageModeling, Gpt2 } from '@fm/lm';
 *
 * const model = new Gpt2({ vocab_size: 65, n_positions: 8, n_embd: 16, n_layer: 1, n_head: 2 });
 * const objective = causalLanguageModeling();
 * const ids = { dtype: 'i64', shape: [4, 8] } as const;
 * const graph = trace(
 *   (batch) => ({ loss: objective.loss(model, batch, { key: undefined }).loss }),
 *   { inputIds: ids, labels: ids },
 *   model.parameters(),
 * );
 * String(graph.outputs.get('loss')); // => 'f32[]'
 * ```
 */
export function causalLanguageModeling(): Objective<CausalModel> {
  return { name: 'causal-lm', loss };
}

function loss(model: CausalModel, batch: TracedBatch, { key }: LossContext): Loss {
  const { inputIds, labels, lossMask } = requireBatch(batch);
  const logits = model.logits(inputIds, { key }); // [batch, sequence, vocabulary]
  const rows = inputIds.shape.reduce<Dim>(multiplyDims, 1);
  const { mean, weight } = crossEntropy(
    reshape(logits, [rows, logits.shape[2] as Dim]),
    reshape(labels, [rows]),
    {
      ignoreIndex: ignoredLabel,
      weights: lossMask && reshape(lossMask, [rows]),
    },
  );
  return { loss: mean, weight };
}

interface TextTensors {
  readonly inputIds: Tensor;
  readonly labels: Tensor;
  readonly lossMask: Tensor | undefined;
}

function requireBatch({ inputIds, labels, lossMask }: TracedBatch): TextTensors {
  if (inputIds === undefined || labels === undefined) {
    throw new ArgumentError('causal-lm: the batch lacks a tensor', {
      expected: 'inputIds and labels, and lossMask where tokens are weighed',
      received: `${[inputIds && 'inputIds', labels && 'labels'].filter(Boolean).join(', ') || 'neither'}`,
    });
  }
  for (const tensor of [labels, lossMask ?? labels]) {
    if (!equalShapes(tensor.shape, inputIds.shape) || inputIds.rank !== 2) {
      throw new ShapeError('causal-lm: the batch does not fit together', {
        expected: 'inputIds, labels and lossMask of one shape [batch, sequence]',
        received: `${formatType(inputIds)} and ${formatType(tensor)}`,
      });
    }
  }
  return { inputIds, labels, lossMask };
}
