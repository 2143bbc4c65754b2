import { FormatError, type HostTensor, type Module, storedParameter } from '@fm/core';

/** Names that checkpoints written before diffusers 0.15 give to the parts of spatial attention. */
const formerNames: readonly (readonly [RegExp, string])[] = [
  [/\.query\.(weight|bias)$/, '.to_q.$1'],
  [/\.key\.(weight|bias)$/, '.to_k.$1'],
  [/\.value\.(weight|bias)$/, '.to_v.$1'],
  [/\.proj_attn\.(weight|bias)$/, '.to_out.0.$1'],
];

/**
 * The parameters of a denoiser from the tensors of a diffusers checkpoint; half precision becomes single, and old names
 * of attention layers become the new ones.
 *
 * @throws {FormatError} when a tensor is missing, unknown, of another shape, or of integers
 * @example
 * ```ts
 * import { hostTensor, initialize } from '@fm/core';
 * import { denoiserParameters, Dit } from '@fm/diffusion';
 *
 * const network = new Dit({ sample_size: 4, in_channels: 1, num_layers: 1, num_attention_heads: 1, attention_head_dim: 8 });
 * const stored = initialize(network, 0);
 * const half = hostTensor('f16', new Uint16Array(32).fill(0x3c00), [8, 1, 2, 2]);
 * denoiserParameters(network, { ...stored, 'pos_embed.proj.weight': half })['pos_embed.proj.weight']?.data[0]; // => 1
 * ```
 */
export function denoiserParameters(
  model: Module,
  tensors: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const stored = new Map(Object.entries(tensors).map(([name, tensor]) => [presentName(name), tensor]));
  const parameters = Object.fromEntries(
    [...model.parameters()].map(([name, parameter]) => [
      name,
      storedParameter(name, parameter, stored.get(name)),
    ]),
  );
  const unknown = [...stored.keys()].find((name) => parameters[name] === undefined);
  if (unknown === undefined) return parameters;
  throw new FormatError('The checkpoint holds a tensor that this model does not have', {
    received: unknown,
    hint: 'Check that config.json belongs to these weights.',
  });
}

function presentName(name: string): string {
  return formerNames.reduce((current, [former, present]) => current.replace(former, present), name);
}
