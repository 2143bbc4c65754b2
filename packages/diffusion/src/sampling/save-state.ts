import { type DType, FormatError, type HostArray, hostTensor, type SamplerState } from '@fm/core';

/** A saved state: JSON in which tensors are numbers of arrays, and those arrays. */
export interface SavedState {
  /** The state, with numbers in place of its tensors' data. */
  readonly json: string;
  /** The data of the tensors, by those numbers. */
  readonly arrays: readonly HostArray[];
}

interface SavedTensor {
  readonly $tensor: number;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/**
 * A sampler's state as JSON and typed arrays, to be written wherever such things are kept. `structuredClone` and
 * `postMessage` take the state as it is.
 *
 * @param state - from an event of `sample`, or `sampler.init`
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { ddim, linearSchedule, saveState, variancePreservingGrid } from '@fm/diffusion';
 *
 * const sampler = ddim(variancePreservingGrid(linearSchedule(), [999, 499]));
 * const { json, arrays } = saveState(sampler.init(hostTensor('f32', [1, -1], [1, 2])));
 * arrays; // => [Float32Array [1, -1]]
 * JSON.parse(json).evaluations; // => 0
 * ```
 */
export function saveState(state: SamplerState): SavedState {
  const arrays: HostArray[] = [];
  const json = JSON.stringify(state, (_, value: unknown) => {
    if (isTensor(value)) {
      const saved: SavedTensor = { $tensor: arrays.length, dtype: value.dtype, shape: value.shape };
      arrays.push(value.data);
      return saved;
    }
    // JSON has no words for these numbers.
    return typeof value === 'number' && !Number.isFinite(value) ? { $number: String(value) } : value;
  });
  return { json, arrays };
}

/**
 * The state that {@link saveState} saved. Which sampler it belongs to is for the caller to know.
 *
 * @throws {FormatError} when the JSON names an array that is not there, or is not a state
 * @throws {ShapeError} when an array does not have its tensor's shape
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { ddim, linearSchedule, loadState, saveState, variancePreservingGrid } from '@fm/diffusion';
 *
 * const sampler = ddim(variancePreservingGrid(linearSchedule(), [999, 499]));
 * const state = sampler.init(hostTensor('f32', [1, -1], [1, 2]));
 * const again = loadState<typeof state>(saveState(state));
 * sampler.request(again)?.timestep; // => 999
 * ```
 */
export function loadState<State extends SamplerState>({ json, arrays }: SavedState): State {
  const state = JSON.parse(json, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$number' in value) return Number(value.$number);
    if (!('$tensor' in value)) return value;
    const { $tensor, dtype, shape } = value as SavedTensor;
    const data = arrays[$tensor];
    if (data === undefined) {
      throw new FormatError('loadState: an array is missing', {
        expected: `array ${$tensor}`,
        received: `${arrays.length} arrays`,
      });
    }
    return hostTensor(dtype, data as never, shape);
  }) as State;
  if (typeof state !== 'object' || state === null || !('sample' in state) || !('evaluations' in state)) {
    throw new FormatError('loadState: this is no state of a sampler', {
      expected: 'an object with `sample` and `evaluations`',
      received: json.slice(0, 100),
    });
  }
  return state;
}

function isTensor(value: unknown): value is { dtype: DType; shape: readonly number[]; data: HostArray } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dtype' in value &&
    'data' in value &&
    ArrayBuffer.isView(value.data)
  );
}
