/**
 * Shows that neither runs nor sessions leak: 10,000 runs of one session and 100 sessions, for each way to reach ONNX
 * Runtime in Node, with the resident memory after every tenth of the work.
 *
 *     pnpm conformance leaks [--runs 10000] [--sessions 100]
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import {
  add,
  type Backend,
  type Graph,
  hostTensor,
  matmul,
  multiply,
  reduceSum,
  type Tensor,
  trace,
} from '@fm/core';
import { ortBackend } from '@fm/ort/node';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10000' }, sessions: { type: 'string', default: '100' } },
});
/**
 * Megabytes that may come and go without being a leak: allocators' pools, garbage of the worker. Over 10,000 runs this
 * still shows 4 KB a run; smaller native objects are counted one by one in the tests of @fm/ort.
 */
const slack = 32;
/** The first part of the work fills pools and caches. */
const warmUp = 3;

const size = 128;
const weights = hostTensor('f32', new Float32Array(size * size).fill(1 / size), [size, size]);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const megabytes = (): number => {
  collect();
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
};

let failed = false;
for (const binding of ['koffi', 'plain'] as const) {
  await using backend = await ortBackend({ binding });
  report(`${binding}: ${values.runs} runs`, await runs(backend, Number(values.runs)));
  report(`${binding}: ${values.sessions} sessions`, await sessions(backend, Number(values.sessions)));
}
process.exitCode = failed ? 1 : 0;

function program(depth: number): Graph {
  const fn = ({ x, w }: Record<'x' | 'w', Tensor>): Record<'y' | 'total', Tensor> => {
    let y = x;
    for (let i = 0; i < depth; i++) y = add(multiply(matmul(y, w), 0.5), x);
    return { y, total: reduceSum(y) };
  };
  return trace(fn, { x: { dtype: 'f32', shape: [size, size] }, w: { dtype: 'f32', shape: [size, size] } });
}

/** Host inputs, fresh outputs that nobody disposes, every fourth run with a signal: the most that a run can leave behind. */
async function runs(backend: Backend, count: number): Promise<readonly number[]> {
  await using executable = await backend.compile(program(2));
  const w = backend.tensor(weights);
  return await measure(count, async (i) => {
    const options = i % 4 === 0 ? { signal: new AbortController().signal } : {};
    await executable.run({ x: weights, w }, options);
  });
}

async function sessions(backend: Backend, count: number): Promise<readonly number[]> {
  const graph = program(40);
  return await measure(count, async () => {
    await using executable = await backend.compile(graph);
    await executable.run({ x: weights, w: weights });
  });
}

async function measure(count: number, work: (i: number) => Promise<void>): Promise<readonly number[]> {
  const resident: number[] = [];
  for (let i = 1; i <= count; i++) {
    await work(i);
    if (i % Math.ceil(count / 10) === 0 || i === count) resident.push(megabytes());
  }
  return resident;
}

function report(what: string, resident: readonly number[]): void {
  const settled = resident.slice(warmUp - 1);
  const growth = (settled.at(-1) ?? 0) - (settled[0] ?? 0);
  const bounded = growth <= slack;
  failed ||= !bounded;
  console.log(
    `${bounded ? 'ok  ' : 'LEAK'} ${what.padEnd(24)} growth ${growth} MB, resident ${resident.join(' ')} MB`,
  );
}
