import type { HostTensor } from '@fm/core';
import { type GptNeoXConfig, readGptNeoXConfig } from '../models/gpt-neox/config.ts';
import { GptNeoX } from '../models/gpt-neox/model.ts';
import { gptNeoXParameters, gptNeoXTensors } from '../models/gpt-neox/weights.ts';
import { type CheckpointFiles, type SavableTokenizer, tokenSettings } from './checkpoint-files.ts';

/** A GPT-NeoX with its weights. */
export interface GptNeoXCheckpoint {
  readonly model: GptNeoX;
  /** One host tensor per parameter, by name. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
}

/**
 * A GPT-NeoX from what a Hugging Face folder holds; the models called Pythia are of this kind.
 *
 * @param files.config - the parsed `config.json`
 * @param files.tensors - the tensors of `model.safetensors`, with or without the prefix `gpt_neox.`
 * @throws {FormatError} when the configuration is none of a GPT-NeoX, or the tensors do not belong to it
 * @throws {UnsupportedError} when the configuration asks for something this implementation does not have
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { GptNeoX, readGptNeoX, writeGptNeoX } from '@fm/lm';
 *
 * const sizes = { vocab_size: 8, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 1 };
 * const model = new GptNeoX({ ...sizes, max_position_embeddings: 4 });
 * const { json, tensors } = writeGptNeoX({ model, parameters: initialize(model, 0) });
 * const { model: again } = readGptNeoX({ config: json['config.json'], tensors });
 * again.contextLength; // => 4
 * ```
 */
export function readGptNeoX(files: {
  readonly config: unknown;
  readonly tensors: Readonly<Record<string, HostTensor>>;
}): GptNeoXCheckpoint {
  const model = new GptNeoX(readGptNeoXConfig(files.config));
  return { model, parameters: gptNeoXParameters(model, files.tensors) };
}

/**
 * What to write into a folder that transformers loads: `config.json`, `generation_config.json`, the tensors of
 * `model.safetensors`, and, for a tokenizer, `tokenizer.json` and `tokenizer_config.json`.
 *
 * @throws {FormatError} when the parameters do not fit the model
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { characterTokenizer, GptNeoX, writeGptNeoX } from '@fm/lm';
 *
 * const model = new GptNeoX({ vocab_size: 8, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 1 });
 * const tokenizer = characterTokenizer('abcdefgh');
 * const { json, tensors } = writeGptNeoX({ model, parameters: initialize(model, 0), tokenizer });
 * Object.keys(json).length; // => 4
 * tensors['gpt_neox.embed_in.weight']?.shape; // => [8, 8]
 * ```
 */
export function writeGptNeoX({
  model,
  parameters,
  tokenizer,
}: GptNeoXCheckpoint & { readonly tokenizer?: SavableTokenizer }): CheckpointFiles {
  const { ends, json } = tokenSettings(model.config, model.contextLength, tokenizer);
  return {
    tensors: gptNeoXTensors(model, parameters),
    json: { 'config.json': describeConfig({ ...model.config, ...ends }), ...json },
  };
}

/** As old and new versions of transformers read it. */
function describeConfig(config: GptNeoXConfig): object {
  return {
    architectures: ['GPTNeoXForCausalLM'],
    model_type: 'gpt_neox',
    dtype: 'float32',
    ...config,
    rope_parameters: {
      rope_type: 'default',
      rope_theta: config.rotary_emb_base,
      partial_rotary_factor: config.rotary_pct,
    },
  };
}
