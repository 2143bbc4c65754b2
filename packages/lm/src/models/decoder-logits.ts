import { type Dim, multiplyDims, reshape, type Tensor } from '@fm/core';
import type { CausalDecoder } from './causal-decoder.ts';

/** `f32[batch, sequence, hidden]` → `f32[batch, sequence, vocabulary]`, by the decoder's projection of rows. */
export function decoderLogits(decoder: CausalDecoder, hidden: Tensor): Tensor {
  const [batch, sequence, width] = hidden.shape as [Dim, Dim, Dim];
  const rows = reshape(hidden, [multiplyDims(batch, sequence), width]);
  return reshape(decoder.project(rows), [batch, sequence, decoder.vocabularySize]);
}
