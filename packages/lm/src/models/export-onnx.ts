import {
  dim,
  emitOnnx,
  type EmitOptions,
  type HostTensor,
  type OnnxModel,
  optimizeGraph,
  trace,
} from '@fm/core';
import type { CausalModel } from './causal-decoder.ts';

/** Options of {@link exportOnnx}. */
export interface ExportOnnxOptions extends Pick<EmitOptions, 'mode' | 'name' | 'externalLocation'> {
  readonly model: CausalModel;
  /** The numbers of every parameter by name. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
}

/**
 * A trained model as an ONNX file that any runtime can load: `input_ids` `i64[batch, sequence]` to `logits`
 * `f32[batch, sequence, vocabulary]`, with any batch and length and the parameters inside.
 *
 * @throws {ShapeError} when the parameters do not fit the model
 * @example
 * ```ts
 * import { initialize } from '@fm/core';
 * import { exportOnnx, Gpt2 } from '@fm/lm';
 *
 * const model = new Gpt2({ vocab_size: 65, n_positions: 16, n_embd: 16, n_layer: 1, n_head: 2 });
 * const { model: bytes } = exportOnnx({ model, parameters: initialize(model, 0) });
 * bytes.length > 0; // => true
 * ```
 */
export function exportOnnx({ model, parameters, name = 'model', ...options }: ExportOnnxOptions): OnnxModel {
  const named = model.parameters();
  const graph = trace(
    ({ input_ids: inputIds }) => ({ logits: model.logits(inputIds) }),
    { input_ids: { dtype: 'i64', shape: [dim('batch'), dim('sequence')] } },
    named,
  );
  const initializers = Object.fromEntries(
    Object.entries(parameters).filter(([parameter]) => named.has(parameter)),
  );
  return emitOnnx(optimizeGraph(graph), { ...options, name, initializers });
}
