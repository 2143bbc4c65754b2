import { createInterface } from 'node:readline';

/*
 * An engine is a child process that speaks JSON lines. One request, one answer, strictly in turn:
 *
 *   {"cmd":"init","threads":2,"folder":"…"}   parameters.json and parameters.bin are in the folder
 *   {"cmd":"train","n":3}                      n training steps on one batch: the losses before each update
 *   {"cmd":"sample"}                           50 Euler steps: the mean of the absolute values of the result
 *
 * The answer is {"values":[…],"ms":[…],"rssBytes":…} or {"error":"…"}. The process ends with its input.
 */

/** What the benchmark sends to an engine. */
export type EngineRequest =
  | { readonly cmd: 'init'; readonly threads: number; readonly folder: string }
  | { readonly cmd: 'train'; readonly n: number }
  | { readonly cmd: 'sample' };

/** What an engine answers. */
export type EngineAnswer =
  | { readonly values: readonly number[]; readonly ms: readonly number[]; readonly rssBytes: number }
  | { readonly error: string };

/** An engine that has been initialised. */
export interface Engine {
  /** One training step; resolves to its loss once the update is done. */
  train(): Promise<number>;
  /** Samples with the first parameters; resolves to the result. */
  sample(): Promise<ArrayLike<number>>;
}

/** Serves the protocol on stdin and stdout. */
export async function serveEngine(init: (threads: number) => Promise<Engine>): Promise<never> {
  let engine: Engine | undefined;
  const answer = async (request: EngineRequest): Promise<EngineAnswer> => {
    const values: number[] = [];
    const ms: number[] = [];
    if (request.cmd === 'init') engine = await init(request.threads);
    for (let i = 0; i < (request.cmd === 'train' ? request.n : 0); i++) {
      const start = performance.now();
      values.push((await engine?.train()) ?? NaN);
      ms.push(performance.now() - start);
    }
    if (request.cmd === 'sample') {
      const start = performance.now();
      const result = Array.from((await engine?.sample()) ?? []);
      ms.push(performance.now() - start);
      values.push(result.reduce((sum, x) => sum + Math.abs(x), 0) / result.length);
    }
    return { values, ms, rssBytes: process.memoryUsage.rss() };
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(JSON.parse(line) as EngineRequest).catch((error: unknown) => ({
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }));
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
  return process.exit(0);
}
