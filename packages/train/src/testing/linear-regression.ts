import {
  add,
  type Batch,
  type DataCursor,
  type DataItem,
  type Dataset,
  foldInHost,
  type HostTensor,
  hostKey,
  hostTensor,
  matmul,
  Module,
  multiply,
  normalHost,
  type Objective,
  Parameter,
  reduceMean,
  reduceSum,
  scalar,
  square,
  subtract,
  type Tensor,
  uniform,
} from '@fm/core';

/** `y = x·weight + bias` with four inputs and two outputs. */
export class LinearRegression extends Module {
  readonly weight: Parameter = new Parameter([4, 2], () => Array<number>(8).fill(0.1));
  readonly bias: Parameter = new Parameter([2], () => [0, 0]);
  readonly gain: Parameter = new Parameter([], () => [1]);

  predict(x: Tensor): Tensor {
    return multiply(add(matmul(x, this.weight), this.bias), this.gain);
  }
}

/** First values of a {@link LinearRegression}. */
export function firstParameters(): Record<string, HostTensor> {
  return {
    weight: hostTensor('f32', Array<number>(8).fill(0.1), [4, 2]),
    bias: hostTensor('f32', [0, 0]),
    gain: hostTensor('f32', [1], []),
  };
}

/** Mean squared error over rows, with dropout-like noise on the inputs while training. */
export const squaredError: Objective<LinearRegression> = {
  name: 'squared error',
  loss(model, { x, y }, { key }) {
    const [inputs, targets] = [x as Tensor, y as Tensor];
    const noisy = key === undefined ? inputs : add(inputs, multiply(uniform(key, inputs.shape), 0.01));
    const errors = square(subtract(model.predict(noisy), targets)); // [rows, 2]
    const rows = inputs.shape[0] as number;
    return {
      loss: multiply(reduceSum(errors), 1 / rows),
      weight: scalar(rows),
      metrics: { meanError: reduceMean(errors) },
    };
  },
};

/** As {@link squaredError}, without noise. */
export const plainSquaredError: Objective<LinearRegression> = {
  name: 'plain squared error',
  loss: (model, batch) => squaredError.loss(model, batch, { key: undefined }),
};

/** The `index`-th batch of a fixed random problem. */
export function batchAt(index: number, rows = 8): Batch {
  const x = normalHost(foldInHost(hostKey(7), index), rows * 4);
  const y = Float32Array.from({ length: rows * 2 }, (_, i) => {
    const row = x.subarray(Math.floor(i / 2) * 4, Math.floor(i / 2) * 4 + 4);
    return row.reduce((sum, value, j) => sum + value * (j + 1) * (i % 2 === 0 ? 0.3 : -0.2), 0.5);
  });
  return { x: hostTensor('f32', x, [rows, 4]), y: hostTensor('f32', y, [rows, 2]) };
}

/** Batches 0, 1, 2 …; ends after `length` of them. */
export function problem(length: number = Number.POSITIVE_INFINITY, rows = 8): Dataset {
  return {
    name: 'linear problem',
    async *batches(cursor?: DataCursor): AsyncIterable<DataItem> {
      for (let next = Number(cursor?.next ?? 0); next < length; next++)
        yield { batch: batchAt(next, rows), cursor: { next: next + 1 } };
    },
  };
}
