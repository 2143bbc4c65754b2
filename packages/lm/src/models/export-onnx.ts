import {
  addDims,
  dim,
  emitOnnx,
  type EmitOptions,
  fittingParameters,
  type Graph,
  type HostTensor,
  type OnnxModel,
  optimizeGraph,
  type Tensor,
  type TensorType,
  trace,
} from '@fm/core';
import type { CausalDecoder, CausalModel, LayerCache } from './causal-decoder.ts';
import { decoderLogits } from './decoder-logits.ts';

/** Options of {@link exportOnnx}. */
export type ExportOnnxOptions = Pick<EmitOptions, 'mode' | 'name' | 'externalLocation' | 'externalFrom'> & {
  /** The numbers of every parameter by name. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
} & (
    | { readonly model: CausalModel; readonly cache?: false }
    | {
        readonly model: CausalDecoder;
        /** Take and give the keys and values of all positions, so that generating costs one new token a step. @default false */
        readonly cache: boolean;
      }
  );

/**
 * A trained model as an ONNX file that any runtime can load, with any batch and length and the parameters inside.
 *
 * | | inputs | outputs |
 * | --- | --- | --- |
 * | | `input_ids` `i64[batch, sequence]` | `logits` `f32[batch, sequence, vocabulary]` |
 * | with `cache`, also | `attention_mask` `i64[batch, past + sequence]`, `position_ids` `i64[batch, sequence]`, and for each layer i `past_key_values.i.key` and `past_key_values.i.value` `f32[batch, heads, past, headSize]` | `present.i.key` and `present.i.value` `f32[batch, heads, past + sequence, headSize]` |
 *
 * With `cache` the names are those of Python's optimum, which transformers.js asks for. `past` may be 0. Padding is on
 * the left; its `attention_mask` is 0.
 *
 * @throws {ArgumentError} when a parameter is missing, or of another dtype or shape
 * @see https://huggingface.co/docs/optimum-onnx
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
export function exportOnnx(options: ExportOnnxOptions): OnnxModel {
  const { model, parameters, name = 'model', mode, externalLocation, externalFrom } = options;
  const graph = options.cache ? traceWithCache(options.model) : traceSequences(model);
  return emitOnnx(optimizeGraph(graph), {
    name,
    initializers: fittingParameters(model.parameters(), parameters),
    ...(mode && { mode }),
    ...(externalLocation !== undefined && { externalLocation }),
    ...(externalFrom !== undefined && { externalFrom }),
  });
}

function traceSequences(model: CausalModel): Graph {
  return trace(
    ({ input_ids: inputIds }) => ({ logits: model.logits(inputIds) }),
    { input_ids: { dtype: 'i64', shape: [dim('batch'), dim('sequence')] } },
    model.parameters(),
  );
}

/** The symbols have the names that transformers.js looks for when it makes an empty cache. */
function traceWithCache(model: CausalDecoder): Graph {
  const { layers, heads, headSize } = model.cacheLayout;
  const [batch, sequence, past] = [dim('batch_size'), dim('sequence_length'), dim('past_sequence_length')];
  const cached: TensorType = { dtype: 'f32', shape: [batch, heads, past, headSize] };
  const pairs = Array.from(
    { length: layers },
    (_, i) => [`past_key_values.${i}.key`, `past_key_values.${i}.value`] as const,
  );
  return trace(
    (inputs: Readonly<Record<string, Tensor>>) => {
      const { hidden, layers: present } = model.continuedHiddenStates(inputs['input_ids'] as Tensor, {
        attentionMask: inputs['attention_mask'] as Tensor,
        positionIds: inputs['position_ids'] as Tensor,
        layers: pairs.map(([key, value]) => ({ key: inputs[key], value: inputs[value] }) as LayerCache),
      });
      return {
        logits: decoderLogits(model, hidden),
        ...Object.fromEntries(
          present.flatMap(({ key, value }, i) => [
            [`present.${i}.key`, key],
            [`present.${i}.value`, value],
          ]),
        ),
      };
    },
    {
      input_ids: { dtype: 'i64', shape: [batch, sequence] },
      attention_mask: { dtype: 'i64', shape: [batch, addDims(past, sequence)] },
      position_ids: { dtype: 'i64', shape: [batch, sequence] },
      ...Object.fromEntries(pairs.flat().map((name) => [name, cached])),
    },
    model.parameters(),
  );
}
