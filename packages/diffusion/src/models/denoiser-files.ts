import { FormatError, type HostTensor, type PredictionKind, UnsupportedError } from '@fm/core';

import { type DiffusersScheduler, fromDiffusersConfig } from '../diffusers/index.ts';
import { readDitConfig } from './dit/config.ts';
import { Dit } from './dit/model.ts';
import { denoiserParameters } from './stored-weights.ts';
import { readUnet2dConfig } from './unet2d/config.ts';
import { UNet2d } from './unet2d/model.ts';

/** A network with its weights, and the scheduler it is sampled with. */
export interface DenoiserCheckpoint<Network extends UNet2d | Dit = UNet2d | Dit> {
  /** The architecture with its configuration. */
  readonly network: Network;
  /** One host tensor per parameter, by name. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
  /** What the network is sampled with. @default none */
  readonly scheduler?: DiffusersScheduler;
}

/** A checkpoint that was read. */
export interface LoadedDenoiser extends DenoiserCheckpoint {
  /** What the scheduler says the network was trained to predict; `undefined` without a scheduler. */
  readonly prediction: PredictionKind | undefined;
}

/** What a diffusers folder holds. */
export interface DenoiserFiles {
  /** The parsed `config.json`. */
  readonly config: unknown;
  /** The tensors of `diffusion_pytorch_model.safetensors`. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
  /** The parsed `scheduler_config.json`. @default none */
  readonly schedulerConfig?: unknown;
}

/**
 * A denoiser from what a diffusers folder holds.
 *
 * @throws {FormatError} when a configuration is damaged, or the tensors do not belong to it
 * @throws {UnsupportedError} when the network or the scheduler is of a class that is not known
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { Dit, readDenoiser, writeDenoiser } from '@fm/diffusion';
 *
 * const network = new Dit({ sample_size: 4, in_channels: 1, num_layers: 1, num_attention_heads: 1, attention_head_dim: 8 });
 * const { config, tensors } = writeDenoiser({ network, parameters: initialize(network, 0) });
 * const schedulerConfig = { _class_name: 'DDIMScheduler', prediction_type: 'v_prediction' };
 * const denoiser = readDenoiser({ config, tensors, schedulerConfig });
 * denoiser.network.sampleShape; // => [1, 4, 4]
 * denoiser.prediction; // => 'velocity'
 * ```
 */
export function readDenoiser({ config, tensors, schedulerConfig }: DenoiserFiles): LoadedDenoiser {
  const network = networkOf(config);
  const parameters = denoiserParameters(network, tensors);
  if (schedulerConfig === undefined) return { network, parameters, prediction: undefined };
  const scheduler = fromDiffusersConfig(schedulerConfig);
  return { network, parameters, scheduler, prediction: predictionOf(scheduler) };
}

/**
 * What to write into a folder that diffusers loads.
 *
 * @returns the contents of `config.json`, of `diffusion_pytorch_model.safetensors` and, with a scheduler, of
 *   `scheduler_config.json`
 * @throws {FormatError} when the parameters do not fit the network
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { Dit, fromDiffusersConfig, writeDenoiser } from '@fm/diffusion';
 *
 * const network = new Dit({ sample_size: 4, in_channels: 1, num_layers: 1, num_attention_heads: 1, attention_head_dim: 8 });
 * const scheduler = fromDiffusersConfig({ _class_name: 'DDIMScheduler' });
 * const files = writeDenoiser({ network, parameters: initialize(network, 0), scheduler });
 * files.tensors['pos_embed.proj.weight']?.shape; // => [8, 1, 2, 2]
 * ```
 */
export function writeDenoiser({
  network,
  parameters,
  scheduler,
}: DenoiserCheckpoint): Required<Omit<DenoiserFiles, 'schedulerConfig'>> &
  Pick<DenoiserFiles, 'schedulerConfig'> {
  const about =
    network instanceof Dit
      ? {
          _class_name: 'DiTTransformer2DModel',
          norm_type: 'ada_norm_zero',
          norm_elementwise_affine: false,
          upcast_attention: false,
          norm_num_groups: 32,
        }
      : {
          _class_name: 'UNet2DModel',
          act_fn: 'silu',
          time_embedding_type: 'positional',
          class_embed_type: null,
        };
  return {
    config: { ...about, ...network.config },
    tensors: denoiserParameters(network, parameters),
    ...(scheduler && { schedulerConfig: { _class_name: scheduler.className, ...scheduler.config } }),
  };
}

function networkOf(config: unknown): UNet2d | Dit {
  const name = typeof config === 'object' && config !== null && '_class_name' in config && config._class_name;
  if (typeof name !== 'string') {
    throw new FormatError('This is no config.json of diffusers', {
      expected: 'an object with `_class_name`',
      received: JSON.stringify(config)?.slice(0, 200),
    });
  }
  if (name === 'UNet2DModel') return new UNet2d(readUnet2dConfig(config));
  if (name === 'DiTTransformer2DModel' || name === 'Transformer2DModel')
    return new Dit(readDitConfig(config));
  throw new UnsupportedError('This network is of a class that is not known', {
    expected: 'UNet2DModel, DiTTransformer2DModel',
    received: name,
  });
}

/** What a network is trained to predict where it is sampled with a scheduler. */
function predictionOf({ className, config }: DiffusersScheduler): PredictionKind | undefined {
  if (className.startsWith('FlowMatch')) return 'flow';
  if (className.startsWith('EDM') || className.startsWith('Cosine')) return 'edm';
  return predictions[config['prediction_type'] as string];
}

const predictions: Readonly<Record<string, PredictionKind>> = {
  epsilon: 'epsilon',
  sample: 'sample',
  original_sample: 'sample',
  v_prediction: 'velocity',
  flow_prediction: 'flow',
};
