import {
  type Backend,
  type DeviceTensor,
  fittingParameters,
  hostTensor,
  type HostTensor,
  type RunInputs,
} from '@fm/core';
import type { CausalDecoder } from '../models/causal-decoder.ts';
import { DecoderPrograms } from './decoder-programs.ts';
import { cacheCapacity, type CacheMode, DecoderState } from './decoder-state.ts';

/** What a decoder runs with. */
export interface DecoderRuntimeOptions {
  readonly backend: Backend;
  readonly parameters: Readonly<Record<string, HostTensor | DeviceTensor>>;
  readonly name: string;
  readonly cacheMode: CacheMode;
}

/** States that are kept for the next sequence. */
const keptStates = 2;

/** Positions scored in one run: a block of logits has this many rows. */
const scoredRows = 256;

/** A decoder with weights on a device: feeds tokens and reads logits, scores and vectors. */
export class DecoderRuntime implements AsyncDisposable {
  readonly decoder: CausalDecoder;
  readonly #backend: Backend;
  readonly #parameters: Readonly<Record<string, DeviceTensor>>;
  readonly #uploaded: readonly DeviceTensor[];
  readonly #programs: DecoderPrograms;
  readonly #mode: CacheMode;
  readonly #free: DecoderState[] = [];

  /** @throws {ArgumentError} when a parameter is missing or of another dtype or shape */
  constructor(decoder: CausalDecoder, { backend, parameters, name, cacheMode }: DecoderRuntimeOptions) {
    this.decoder = decoder;
    this.#backend = backend;
    this.#mode = cacheMode;
    this.#programs = new DecoderPrograms(decoder, backend, name);
    const uploaded: DeviceTensor[] = [];
    this.#parameters = Object.fromEntries(
      Object.entries(fittingParameters(decoder.parameters(), parameters)).map(([parameter, given]) => {
        if (!('data' in given)) return [parameter, given];
        const tensor = backend.tensor(given);
        uploaded.push(tensor);
        return [parameter, tensor];
      }),
    );
    this.#uploaded = uploaded;
  }

  /** An empty state with room for `length` positions. Give it back with {@link release}. */
  acquire(length: number): DecoderState {
    const { contextLength, cacheLayout, vocabularySize } = this.decoder;
    const capacity = cacheCapacity(length, contextLength);
    const at = this.#free.findIndex((state) => state.capacity === capacity);
    const [state] = at < 0 ? [] : this.#free.splice(at, 1);
    if (state !== undefined) {
      state.length = 0;
      return state;
    }
    return new DecoderState(this.#backend, {
      layout: cacheLayout,
      capacity,
      vocabularySize,
      mode: this.#mode,
    });
  }

  /** Keeps a state for the next sequence; one whose run failed is not to be used again. */
  release(state: DecoderState, reusable: boolean): void {
    if (!reusable) return state[Symbol.dispose]();
    this.#free.push(state);
    if (this.#free.length > keptStates) this.#free.shift()?.[Symbol.dispose]();
  }

  /** Does something with an empty state of its own. */
  async withState<T>(length: number, use: (state: DecoderState) => Promise<T>): Promise<T> {
    const state = this.acquire(length);
    let usable = false;
    try {
      const result = await use(state);
      usable = true;
      return result;
    } finally {
      this.release(state, usable);
    }
  }

  /** Feeds ids and returns the logits after the last of them, `[vocabulary]`; valid, and free to be changed, until the next call. */
  async feed(state: DecoderState, ids: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
    const one = ids.length === 1;
    const executable = await this.#programs.get(one ? 'step' : 'prompt');
    const host = hostTensor('i64', ids, [1, ids.length]);
    if (one) await state.inputIds.write(host);
    await state.position.write(hostTensor('i32', [state.length], []));
    const inputs: RunInputs = {
      ...this.#parameters,
      ...state.past,
      inputIds: one ? state.inputIds : host,
      position: state.position,
    };
    const outputs = { ...state.present, logits: state.logits };
    await executable.run(inputs, signal === undefined || one ? { outputs } : { outputs, signal });
    state.advance(ids.length);
    return (await state.logits.read()).data;
  }

  /** Feeds `ids` but the last, and returns for each of those the log-probability of its successor, and the best successor. */
  async score(
    state: DecoderState,
    ids: ArrayLike<number>,
    signal?: AbortSignal,
  ): Promise<{ logProbs: Float64Array; best: Float64Array }> {
    const executable = await this.#programs.get('score');
    const count = ids.length - 1;
    const logProbs = new Float64Array(count);
    const best = new Float64Array(count);
    for (let at = 0; at < count; at += scoredRows) {
      const rows = Math.min(scoredRows, count - at);
      const part = Array.prototype.slice.call(ids, at, at + rows + 1) as number[];
      const inputs: RunInputs = {
        ...this.#parameters,
        ...state.past,
        inputIds: hostTensor('i64', part.slice(0, -1), [1, rows]),
        labels: hostTensor('i64', part.slice(1), [1, rows]),
        position: hostTensor('i32', [state.length], []),
      };
      const outputs = await executable.run(inputs, { outputs: state.present, ...(signal && { signal }) });
      state.advance(rows);
      using scores = outputs['logProbs'] as DeviceTensor<'f32'>;
      using winners = outputs['best'] as DeviceTensor<'i64'>;
      logProbs.set((await scores.read()).data, at);
      best.set(Array.from((await winners.read()).data, Number), at);
    }
    return { logProbs, best };
  }

  /** One vector for a sequence, `[hidden]`. */
  async embed(ids: ArrayLike<number>, pooling: 'mean' | 'last', signal?: AbortSignal): Promise<Float32Array> {
    const executable = await this.#programs.get('embed');
    const inputs = { ...this.#parameters, inputIds: hostTensor('i64', ids, [1, ids.length]) };
    const { mean, last } = await executable.run(inputs, signal && { signal });
    using means = mean as DeviceTensor<'f32'>;
    using lasts = last as DeviceTensor<'f32'>;
    return (await (pooling === 'mean' ? means : lasts).read()).data.slice();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#programs[Symbol.asyncDispose]();
    for (const tensor of [...this.#free.splice(0), ...this.#uploaded]) tensor[Symbol.dispose]();
  }
}
