import {
  dim,
  emitOnnx,
  type EmitOptions,
  type HostTensor,
  type OnnxModel,
  optimizeGraph,
  type Tensor,
  trace,
} from '@fm/core';
import type { DenoisingNetwork } from './denoising-network.ts';

/** Options of {@link exportOnnx}. */
export interface ExportOnnxOptions extends Pick<EmitOptions, 'mode' | 'name' | 'externalLocation'> {
  /** The network to export. */
  readonly network: DenoisingNetwork;
  /** The numbers of every parameter by name. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
}

/**
 * A trained denoiser as an ONNX file that any runtime can load: `sample` `f32[batch, ...sampleShape]` and `timestep`
 * `f32[batch]`, and for a network that knows classes `class_labels` `i64[batch]`, to `out_sample`, with any batch and the
 * parameters inside.
 *
 * @throws {ShapeError} when the parameters do not fit the network
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { Dit, exportOnnx } from '@fm/diffusion';
 *
 * const network = new Dit({ sample_size: 4, in_channels: 1, num_layers: 1, num_attention_heads: 1, attention_head_dim: 8 });
 * const { model: bytes } = exportOnnx({ network, parameters: initialize(network, 0) });
 * bytes.length > 0; // => true
 * ```
 */
export function exportOnnx({
  network,
  parameters,
  name = 'model',
  ...options
}: ExportOnnxOptions): OnnxModel {
  const named = network.parameters();
  const batch = dim('batch');
  const graph = trace(
    ({ sample, timestep, class_labels: classLabels }: Readonly<Record<InputName, Tensor>>) => ({
      out_sample: network.denoise(sample, timestep, { classLabels }),
    }),
    {
      sample: { dtype: 'f32', shape: [batch, ...network.sampleShape] },
      timestep: { dtype: 'f32', shape: [batch] },
      ...(network.classEmbeddings !== undefined && { class_labels: { dtype: 'i64', shape: [batch] } }),
    } as never,
    named,
  );
  const initializers = Object.fromEntries(
    Object.entries(parameters).filter(([parameter]) => named.has(parameter)),
  );
  return emitOnnx(optimizeGraph(graph), { ...options, name, initializers });
}

type InputName = 'sample' | 'timestep' | 'class_labels';
