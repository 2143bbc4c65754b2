/** The process of one engine: answers requests, one JSON object a line, on standard output. */
import { createInterface } from 'node:readline';

import type { Engine, EngineAnswer, EngineRequest, Rates } from './engine.ts';
import { engines } from './load-engine.ts';

const info = engines.find(({ name }) => name === process.argv[2]);
if (!info) throw new Error(`There is no engine ${process.argv[2]}`);

let engine: Engine | undefined;
let documents: readonly string[] = [];
let bytes: readonly number[] = [];
/** Ids of each document, once it has been encoded. */
const ids: ArrayLike<number>[] = [];

for await (const line of createInterface({ input: process.stdin })) {
  let answer: EngineAnswer;
  try {
    answer = await respond(JSON.parse(line) as EngineRequest);
  } catch (error) {
    answer = { event: 'error', message: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function respond(request: EngineRequest): Promise<EngineAnswer> {
  switch (request.cmd) {
    case 'load': {
      const start = performance.now();
      engine = await info?.load(request.model);
      await engine?.encode('a');
      return { event: 'loaded', ms: performance.now() - start };
    }
    case 'documents':
      ({ documents } = request);
      bytes = documents.map((text) => Buffer.byteLength(text));
      ids.length = 0;
      return { event: 'ok' };
    case 'encode':
      return await measure(request, documents.length, async (i) => {
        ids[i] = await loaded().encode(documents[i] as string);
      });
    case 'decode': {
      let lossy = false;
      const answer = await measure(request, ids.length, async (i) => {
        const text = await loaded().decode(ids[i] as ArrayLike<number>);
        lossy ||= text !== documents[i];
      });
      return { ...answer, lossy };
    }
    case 'finish': {
      const begin = performance.now();
      for (
        let i = ids.length;
        i < documents.length && performance.now() - begin < request.seconds * 1000;
        i++
      ) {
        ids[i] = await loaded().encode(documents[i] as string);
      }
      return { event: 'ok' };
    }
    case 'fingerprints':
      return { event: 'fingerprints', fingerprints: ids.map(fingerprint) };
    case 'ids':
      return { event: 'ids', ids: Array.from(ids[request.document] ?? []) };
    default:
      throw new Error('What?');
  }
}

function loaded(): Engine {
  if (engine === undefined) throw new Error('Nothing is loaded');
  return engine;
}

/** Passes over the documents until the time is up, or one pass; a pass that takes too long ends early, and counts for what it did. */
async function measure(
  { seconds, passes = Infinity }: { readonly seconds: number; readonly passes?: number },
  count: number,
  work: (document: number) => Promise<void>,
): Promise<Extract<EngineAnswer, { event: 'rate' }>> {
  const begin = performance.now();
  const over = (): boolean => performance.now() - begin > seconds * 1000;
  let best: Rates = { cpu: 0, wall: 0 };
  let pass = 0;
  do {
    const cpu = process.cpuUsage();
    const start = performance.now();
    let done = 0;
    for (let i = 0; i < count && (i === 0 || !over()); i++) {
      await work(i);
      done += bytes[i] as number;
    }
    const { user, system } = process.cpuUsage(cpu);
    const wall = done / (performance.now() - start) / 1000;
    best = { cpu: Math.max(best.cpu, done / (user + system)), wall: Math.max(best.wall, wall) };
  } while (++pass < passes && !over());
  return { event: 'rate', rates: best, peakBytes: process.resourceUsage().maxRSS * 1024, lossy: false };
}

/** FNV-1a over the ids. */
function fingerprint(list: ArrayLike<number>): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < list.length; i++) hash = Math.imul(hash ^ (list[i] as number), 16_777_619);
  return hash >>> 0;
}
