import { ArgumentError, type EmbedOptions, type Tokenizer } from '@fm/core';
import type { DecoderRuntime } from './decoder-runtime.ts';

/** One vector per text: the mean of the last layer's vectors, or the last of them. */
export async function embedTexts(
  runtime: DecoderRuntime,
  { texts, tokenizer }: { readonly texts: readonly string[]; readonly tokenizer: Tokenizer },
  { pooling = 'mean', normalize = true, signal }: EmbedOptions,
): Promise<readonly Float32Array[]> {
  const { contextLength } = runtime.decoder;
  const vectors: Float32Array[] = [];
  for (const [index, text] of texts.entries()) {
    signal?.throwIfAborted();
    const { ids } = tokenizer.encode(text);
    if (ids.length === 0 || ids.length > contextLength) {
      throw new ArgumentError('A text cannot be embedded', {
        expected: `1 to ${contextLength} tokens`,
        received: `${ids.length} tokens in text ${index}`,
      });
    }
    const vector = await runtime.embed(ids, pooling, signal);
    vectors.push(normalize ? toUnitLength(vector) : vector);
  }
  return vectors;
}

function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return length === 0 ? vector : vector.map((x) => x / length);
}
