import { FormatError, type HostTensor, storedParameter } from '@fm/core';
import type { GptNeoX } from './model.ts';

const prefix = 'gpt_neox.';

/** Buffers that old checkpoints hold beside the weights. */
const buffer = /^layers\.\d+\.attention\.(bias|masked_bias|rotary_emb\.inv_freq)$/;

/**
 * The parameters of a model from the tensors of a Hugging Face checkpoint, with or without the `gpt_neox.` prefix.
 * Stored causal masks and frequencies are left out, and so is an output matrix that repeats the tied embedding; half
 * precision becomes single.
 *
 * @throws {FormatError} when a tensor is missing, unknown, of another shape, or of integers
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { GptNeoX, gptNeoXParameters, gptNeoXTensors } from '@fm/lm';
 *
 * const sizes = { vocab_size: 8, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 1 };
 * const model = new GptNeoX(sizes);
 * const tensors = gptNeoXTensors(model, initialize(model, 0));
 * gptNeoXParameters(model, tensors)['embed_in.weight']?.shape; // => [8, 8]
 * ```
 */
export function gptNeoXParameters(
  model: GptNeoX,
  tensors: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const stored = new Map(
    Object.entries(tensors)
      .map(([name, tensor]) => [name.startsWith(prefix) ? name.slice(prefix.length) : name, tensor] as const)
      .filter(([name]) => !buffer.test(name)),
  );
  if (model.embed_out === undefined) stored.delete('embed_out.weight');
  const parameters = Object.fromEntries(
    [...model.parameters()].map(([name, parameter]) => {
      const tensor = stored.get(name);
      stored.delete(name);
      return [name, storedParameter(name, parameter, tensor)];
    }),
  );
  for (const name of stored.keys()) {
    throw new FormatError('The checkpoint holds a tensor that this GPT-NeoX does not have', {
      received: name,
      hint: 'Check that config.json belongs to these weights.',
    });
  }
  return parameters;
}

/**
 * A model's parameters under the names that Hugging Face's `GPTNeoXForCausalLM` saves.
 *
 * @throws {FormatError} when a parameter is missing or of another dtype or shape
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { GptNeoX, gptNeoXTensors } from '@fm/lm';
 *
 * const model = new GptNeoX({ vocab_size: 8, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 1 });
 * const tensors = gptNeoXTensors(model, initialize(model, 0));
 * tensors['gpt_neox.layers.0.mlp.dense_h_to_4h.weight']?.shape; // => [32, 8]
 * ```
 */
export function gptNeoXTensors(
  model: GptNeoX,
  parameters: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  return Object.fromEntries(
    [...model.parameters()].map(([name, parameter]) => [
      name.startsWith('embed_out.') ? name : prefix + name,
      storedParameter(name, parameter, parameters[name]),
    ]),
  );
}
