import { type Dim, multiplyDims, reshape, type Tensor } from '@fm/core';
import type { CausalDecoder, ForwardContext } from './causal-decoder.ts';

/** Logits of all positions, `f32[batch, sequence, vocabulary]`, by the decoder's hidden states and their projection. */
export function decoderLogits(decoder: CausalDecoder, inputIds: Tensor, context?: ForwardContext): Tensor {
  const [batch, sequence] = inputIds.shape as [Dim, Dim];
  const hidden = decoder.hiddenStates(inputIds, context);
  const rows = reshape(hidden, [multiplyDims(batch, sequence), hidden.shape.at(-1) as Dim]);
  return reshape(decoder.project(rows), [batch, sequence, decoder.vocabularySize]);
}
