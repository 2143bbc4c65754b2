import type { Sampler, SamplerRequest, SamplerState } from '@fm/core';

/** A run under way: an async iterable of its events, and a promise of its last sample. */
export interface SamplingRun<Event, Result> extends AsyncIterable<Event> {
  /**
   * The last sample. Reading it drives the run, if nobody iterates; after an iteration was left early it drives the
   * rest.
   */
  readonly result: Promise<Result>;
}

/** Parts of {@link runSampler}. */
export interface RunOptions<State extends SamplerState, Answer, Request extends SamplerRequest, Event> {
  /** The sampler to drive. */
  readonly sampler: Sampler<State, Answer, Request>;
  /** The state to start from. */
  readonly state: State;
  /** Asks the network. */
  readonly answer: (request: Request) => Promise<Answer>;
  /** The event of one evaluation. */
  readonly describe: (evaluation: {
    readonly request: Request;
    readonly answer: Answer;
    readonly state: State;
  }) => Event;
  /** Stops the run before its next evaluation. @default never */
  readonly signal?: AbortSignal;
}

/**
 * Drives any sampler, continuous or discrete: `request`, ask, `next`, until there is nothing more to ask.
 *
 * Evaluations happen one by one as events are taken; a second iteration goes on where the first one stopped.
 *
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { ddim, linearSchedule, predictionBuffers, runSampler, variancePreservingGrid } from '@fm/diffusion';
 *
 * const sampler = ddim(variancePreservingGrid(linearSchedule(), [999, 499]));
 * const run = runSampler({
 *   sampler,
 *   state: sampler.init(hostTensor('f32', [1, -1], [1, 2])),
 *   answer: async ({ sample }) => predictionBuffers(sample.shape), // the network's answer: all zeros
 *   describe: ({ request }) => request.timestep,
 * });
 * const times: number[] = [];
 * for await (const time of run) times.push(time);
 * times; // => [999, 499]
 * (await run.result).data; // => Float32Array [0, 0]
 * ```
 */
export function runSampler<State extends SamplerState, Answer, Request extends SamplerRequest, Event>({
  sampler,
  state: first,
  answer,
  describe,
  signal,
}: RunOptions<State, Answer, Request, Event>): SamplingRun<Event, State['sample']> {
  let state = first;
  let result: Promise<State['sample']> | undefined;

  async function* events(): AsyncGenerator<Event, void, undefined> {
    for (let request = sampler.request(state); request !== undefined; request = sampler.request(state)) {
      signal?.throwIfAborted();
      const answered = await answer(request);
      state = sampler.next(state, answered);
      yield describe({ request, answer: answered, state });
    }
  }

  async function finish(): Promise<State['sample']> {
    for await (const _ of events());
    return state.sample;
  }

  return {
    [Symbol.asyncIterator]: events,
    get result() {
      result ??= finish();
      return result;
    },
  };
}
