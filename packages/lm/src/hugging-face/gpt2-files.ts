import type { HostTensor } from '@fm/core';
import { type Gpt2Config, readGpt2Config } from '../models/gpt2/config.ts';
import { Gpt2 } from '../models/gpt2/model.ts';
import { gpt2Parameters, gpt2Tensors } from '../models/gpt2/weights.ts';
import { type CheckpointFiles, type SavableTokenizer, tokenSettings } from './checkpoint-files.ts';

/** A GPT-2 with its weights. */
export interface Gpt2Checkpoint {
  /** The architecture with its configuration. */
  readonly model: Gpt2;
  /** One host tensor per parameter, by name. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
}

/**
 * A GPT-2 from what a Hugging Face folder holds.
 *
 * @param files.config - the parsed `config.json`
 * @param files.tensors - the tensors of `model.safetensors`, with or without the prefix `transformer.`
 * @throws {FormatError} when the configuration is none of a GPT-2, or the tensors do not belong to it
 * @throws {UnsupportedError} when the configuration asks for something this implementation does not have
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { Gpt2, readGpt2, writeGpt2 } from '@fm/lm';
 *
 * const model = new Gpt2({ vocab_size: 8, n_positions: 4, n_embd: 4, n_layer: 1, n_head: 1 });
 * const { json, tensors } = writeGpt2({ model, parameters: initialize(model, 0) });
 * const { model: again } = readGpt2({ config: json['config.json'], tensors });
 * again.contextLength; // => 4
 * ```
 */
export function readGpt2(files: {
  readonly config: unknown;
  readonly tensors: Readonly<Record<string, HostTensor>>;
}): Gpt2Checkpoint {
  const model = new Gpt2(readGpt2Config(files.config));
  return { model, parameters: gpt2Parameters(model, files.tensors) };
}

/**
 * What to write into a folder that transformers loads: `config.json`, `generation_config.json`, the tensors of
 * `model.safetensors`, and, for a tokenizer, `tokenizer.json` and `tokenizer_config.json`.
 *
 * @returns the content of each file, by name; tensors are `f32`
 * @throws {FormatError} when the parameters do not fit the model
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { characterTokenizer, Gpt2, writeGpt2 } from '@fm/lm';
 *
 * const model = new Gpt2({ vocab_size: 8, n_positions: 4, n_embd: 4, n_layer: 1, n_head: 1 });
 * const tokenizer = characterTokenizer('abcdefgh');
 * const { json, tensors } = writeGpt2({ model, parameters: initialize(model, 0), tokenizer });
 * Object.keys(json).length; // => 4
 * tensors['transformer.wte.weight']?.shape; // => [8, 4]
 * ```
 */
export function writeGpt2({
  model,
  parameters,
  tokenizer,
}: Gpt2Checkpoint & { readonly tokenizer?: SavableTokenizer }): CheckpointFiles {
  const { ends, json } = tokenSettings(model.config, model.contextLength, tokenizer);
  return {
    tensors: gpt2Tensors(model, parameters),
    json: { 'config.json': describeConfig({ ...model.config, ...ends }), ...json },
  };
}

function describeConfig({ bias, ...config }: Gpt2Config): object {
  return {
    architectures: ['GPT2LMHeadModel'],
    model_type: 'gpt2',
    dtype: 'float32',
    ...config,
    // Hugging Face's GPT-2 always has biases; without ours they are stored as zeros.
    ...(bias ? {} : { bias }),
  };
}
