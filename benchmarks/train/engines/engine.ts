import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

import type { GptConfig } from '../gpt.ts';

/*
 * An engine is a child process that speaks JSON lines. One request, one answer, strictly in turn:
 *
 *   {"cmd":"init","config":{"name","layers","width","heads","sequence","batch","vocabulary"},"threads":2}
 *     {"event":"ready","rssBytes":…}
 *   {"cmd":"step","n":3}
 *     {"event":"step","losses":[…n],"ms":[…n],"rssBytes":…,"longestBlockMs":…}
 *   {"cmd":"exit"}
 *
 * or {"event":"error","message":…} to any of them. A loss is the mean cross-entropy before that step's
 * update; `ms` lasts until the loss is on the host and the update is done; `longestBlockMs` is the longest
 * time that the event loop stood still (left out by engines that have none). Lines that are no JSON object
 * are ignored; diagnostics go to stderr.
 */

/** What the benchmark sends to an engine. */
export type EngineRequest =
  | { readonly cmd: 'init'; readonly config: GptConfig; readonly threads: number }
  | { readonly cmd: 'step'; readonly n: number }
  | { readonly cmd: 'exit' };

/** What an engine answers; further fields are allowed. */
export type EngineAnswer =
  | { readonly event: 'ready'; readonly rssBytes: number }
  | {
      readonly event: 'step';
      readonly losses: number[];
      readonly ms: number[];
      readonly rssBytes: number;
      readonly longestBlockMs?: number;
    }
  | { readonly event: 'error'; readonly message: string };

/** Runs one training step and resolves to its loss once the update is done. */
export type Step = () => Promise<number>;

/** Serves the protocol on stdin and stdout; `init` builds the model and returns its step. */
export async function serveEngine(
  init: (config: GptConfig, threads: number) => Promise<Step>,
): Promise<never> {
  let step: Step = () => Promise.reject(new Error('step before init'));
  const answer = async (request: EngineRequest): Promise<EngineAnswer> => {
    if (request.cmd === 'step') return timeSteps(step, request.n);
    if (request.cmd === 'init') step = await init(request.config, request.threads);
    return { event: 'ready', rssBytes: process.memoryUsage.rss() };
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as EngineRequest;
    if (request.cmd === 'exit') break;
    const reply = await answer(request).catch(failure);
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
  return process.exit(0);
}

function failure(error: unknown): EngineAnswer {
  return { event: 'error', message: error instanceof Error ? error.message : String(error) };
}

async function timeSteps(step: Step, n: number): Promise<EngineAnswer> {
  const losses: number[] = [];
  const ms: number[] = [];
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await setTimeout(5); // the monitor counts from its first tick
  for (let i = 0; i < n; i++) {
    const start = performance.now();
    losses.push(await step());
    ms.push(performance.now() - start);
  }
  await setTimeout(5); // a block is seen at the tick after it
  delays.disable();
  return { event: 'step', losses, ms, rssBytes: process.memoryUsage.rss(), longestBlockMs: delays.max / 1e6 };
}
