import { FormatError, type HostTensor, storedParameter, toNumbers, zeros } from '@fm/core';
import type { Gpt2 } from './model.ts';

const prefix = 'transformer.';

/** Buffers that old checkpoints hold beside the weights. */
const maskBuffer = /^h\.\d+\.attn\.(bias|masked_bias)$/;

/**
 * The parameters of a model from the tensors of a Hugging Face checkpoint, with or without the `transformer.` prefix.
 * Stored causal masks are left out, and so is an output matrix that repeats the tied embedding; half precision becomes
 * single.
 *
 * @throws {FormatError} when a tensor is missing, unknown, of another shape, or of integers
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { Gpt2, gpt2Parameters, gpt2Tensors } from '@fm/lm';
 *
 * const model = new Gpt2({ vocab_size: 8, n_positions: 4, n_embd: 4, n_layer: 1, n_head: 1 });
 * const tensors = gpt2Tensors(model, initialize(model, 0));
 * gpt2Parameters(model, tensors)['h.0.attn.c_attn.weight']?.shape; // => [4, 12]
 * ```
 */
export function gpt2Parameters(
  model: Gpt2,
  tensors: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const stored = new Map(
    Object.entries(tensors)
      .map(([name, tensor]) => [name.startsWith(prefix) ? name.slice(prefix.length) : name, tensor] as const)
      .filter(([name]) => !maskBuffer.test(name)),
  );
  if (model.lm_head === undefined) stored.delete('lm_head.weight');
  const parameters = Object.fromEntries(
    [...model.parameters()].map(([name, parameter]) => {
      const tensor = stored.get(name);
      stored.delete(name);
      return [name, storedParameter(name, parameter, tensor)];
    }),
  );
  for (const [name, tensor] of stored) {
    if (!model.config.bias && name.endsWith('.bias') && toNumbers(tensor).every((x) => x === 0)) continue;
    throw new FormatError('The checkpoint holds a tensor that this GPT-2 does not have', {
      received: name,
      hint: 'Check that config.json belongs to these weights.',
    });
  }
  return parameters;
}

/**
 * A model's parameters under the names that Hugging Face's `GPT2LMHeadModel` saves. A model without biases gets zeros,
 * which compute the same.
 *
 * @throws {FormatError} when a parameter is missing or of another dtype or shape
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { Gpt2, gpt2Tensors } from '@fm/lm';
 *
 * const model = new Gpt2({ vocab_size: 8, n_positions: 4, n_embd: 4, n_layer: 1, n_head: 1 });
 * const tensors = gpt2Tensors(model, initialize(model, 0));
 * tensors['transformer.h.0.mlp.c_fc.weight']?.shape; // => [4, 16]
 * ```
 */
export function gpt2Tensors(
  model: Gpt2,
  parameters: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const named: [string, HostTensor][] = [];
  for (const [name, parameter] of model.parameters()) {
    const full = name.startsWith('lm_head.') ? name : prefix + name;
    named.push([full, storedParameter(name, parameter, parameters[name])]);
    const hasBias = /\.(ln_\w+|c_\w+)\.weight$/.test(full);
    if (hasBias && !model.config.bias)
      named.push([full.replace(/weight$/, 'bias'), zeros('f32', [parameter.shape.at(-1) as number])]);
  }
  return Object.fromEntries(named);
}
