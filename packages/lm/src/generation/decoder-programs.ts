import {
  argMax,
  type Backend,
  type Dim,
  dim,
  type Executable,
  gatherElements,
  logSoftmax,
  optimizeGraph,
  reduceMean,
  reshape,
  slice,
  type Tensor,
  type TensorType,
  trace,
} from '@fm/core';
import type { CachedHiddenStates, CausalDecoder } from '../models/causal-decoder.ts';
import { cacheNames } from './decoder-state.ts';

/** The programs a decoder is run with. */
export type DecoderProgram = 'prompt' | 'step' | 'score' | 'embed';

type Traced = Readonly<Record<string, Tensor>>;

/** Traces and compiles a decoder's programs, each when it is first needed and once for all lengths. */
export class DecoderPrograms implements AsyncDisposable {
  readonly #decoder: CausalDecoder;
  readonly #backend: Backend;
  readonly #name: string;
  readonly #compiled = new Map<DecoderProgram, Promise<Executable>>();

  constructor(decoder: CausalDecoder, backend: Backend, name: string) {
    this.#decoder = decoder;
    this.#backend = backend;
    this.#name = name;
  }

  /** The executable of a program. */
  get(program: DecoderProgram): Promise<Executable> {
    const known = this.#compiled.get(program);
    if (known !== undefined) return known;
    const { inputs, outputs } = this.#describe(program);
    const graph = optimizeGraph(trace(outputs, inputs, this.#decoder.parameters()));
    const compiled = this.#backend.compile(graph, { name: `${this.#name} ${program}` });
    this.#compiled.set(program, compiled);
    compiled.catch(() => this.#compiled.delete(program));
    return compiled;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const compiled = await Promise.allSettled(this.#compiled.values());
    this.#compiled.clear();
    for (const each of compiled) if (each.status === 'fulfilled') await each.value[Symbol.asyncDispose]();
  }

  #describe(program: DecoderProgram): {
    inputs: Readonly<Record<string, TensorType>>;
    outputs: (inputs: Traced) => Traced;
  } {
    const sequence = program === 'step' ? 1 : dim('sequence');
    const ids: TensorType = { dtype: 'i64', shape: [1, sequence] };
    if (program === 'embed') return { inputs: { inputIds: ids }, outputs: (inputs) => this.#embed(inputs) };
    const { layers, heads, headSize } = this.#decoder.cacheLayout;
    const cache: TensorType = { dtype: 'f32', shape: [1, heads, dim('capacity'), headSize] };
    const inputs = {
      inputIds: ids,
      position: { dtype: 'i32', shape: [] } as const,
      ...Object.fromEntries(cacheNames('past', layers).map((name) => [name, cache])),
    };
    return program === 'score'
      ? { inputs: { ...inputs, labels: ids }, outputs: (traced) => this.#score(traced) }
      : { inputs, outputs: (traced) => this.#next(traced) };
  }

  /** Logits of the token after the last. */
  #next(inputs: Traced): Traced {
    const { hidden, layers } = this.#forward(inputs);
    const last = slice(hidden, { axis: 1, start: -1 }); // [1, 1, hidden]
    const logits = this.#decoder.project(reshape(last, [1, hidden.shape[2] as Dim]));
    return { logits, ...present(layers) };
  }

  /** Log-probability of each label, and the most probable token at each place. */
  #score(inputs: Traced): Traced {
    const { hidden, layers } = this.#forward(inputs);
    const [, sequence, width] = hidden.shape as [Dim, Dim, Dim];
    const logits = this.#decoder.project(reshape(hidden, [sequence, width])); // [sequence, vocabulary]
    const labels = reshape(inputs['labels'] as Tensor, [sequence, 1]);
    const logProbs = reshape(gatherElements(logSoftmax(logits), labels), [sequence]);
    return { logProbs, best: argMax(logits), ...present(layers) };
  }

  #embed({ inputIds }: Traced): Traced {
    const hidden = this.#decoder.hiddenStates(inputIds as Tensor); // [1, sequence, hidden]
    const width = hidden.shape[2] as Dim;
    return {
      mean: reshape(reduceMean(hidden, 1), [width]),
      last: reshape(slice(hidden, { axis: 1, start: -1 }), [width]),
    };
  }

  #forward(inputs: Traced): CachedHiddenStates {
    const layers = Array.from({ length: this.#decoder.cacheLayout.layers }, (_, layer) => ({
      key: inputs[`past.${layer}.key`] as Tensor,
      value: inputs[`past.${layer}.value`] as Tensor,
    }));
    return this.#decoder.cachedHiddenStates(inputs['inputIds'] as Tensor, {
      position: inputs['position'] as Tensor,
      layers,
    });
  }
}

function present(layers: CachedHiddenStates['layers']): Traced {
  const names = cacheNames('present', layers.length);
  return Object.fromEntries(
    layers.flatMap(({ key, value }) => [key, value]).map((tensor, i) => [names[i] as string, tensor]),
  );
}
