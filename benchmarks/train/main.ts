/**
 * Times a whole GPT training step (forward, backward, AdamW) in fm and in its peers:
 *
 *     pnpm bench train [--configs tiny,default,medium] [--engines fm,pytorch,…] [--rounds 5] [--seconds 1]
 *                      [--threads 2] [--products]
 *
 * Every engine starts from the same parameters and sees the same batch; the benchmark stops if their
 * first losses disagree. Then they take turns of about `seconds` seconds, `rounds` times, so that what
 * else happens on the machine hits all alike. `--products` adds the time of the step's matrix products
 * alone, at ONNX Runtime's own rate. See ../README.md.
 */
import { parseArgs } from 'node:util';

import { compareLosses } from './agreement.ts';
import { EngineProcess } from './engine-process.ts';
import type { EngineSpec } from './engine-process.ts';
import { engineSpecs } from './engine-specs.ts';
import { configs, flopsPerStep, parameterCount } from './gpt.ts';
import type { GptConfig } from './gpt.ts';
import { timeProducts } from './matmul-rate.ts';
import { printProducts, printTable } from './table.ts';
import type { Timing } from './table.ts';

/** Steps over which losses are compared; they also warm the engines up. */
const comparedSteps = 6;
const tolerance = 1e-3;

const { values: options } = parseArgs({
  options: {
    configs: { type: 'string', default: 'tiny,default,medium' },
    engines: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    products: { type: 'boolean', default: false },
  },
});

const specs = selectByName(engineSpecs(Number(options.threads)), options.engines, 'engine');
let failed = false;
for (const config of selectByName(configs, options.configs, 'config')) await benchmark(config);
process.exitCode = failed ? 1 : 0;

function selectByName<T extends { readonly name: string }>(
  all: readonly T[],
  names: string,
  kind: string,
): T[] {
  if (names === '') return [...all];
  return names.split(',').map((name) => {
    const found = all.find((each) => each.name === name);
    if (!found) throw new Error(`No ${kind} "${name}"; there are ${all.map((each) => each.name).join(', ')}`);
    return found;
  });
}

async function benchmark(config: GptConfig): Promise<void> {
  const { layers, width, heads, sequence, batch, vocabulary } = config;
  console.log(
    `\n${config.name}: ${layers} layers, width ${width}, ${heads} heads, ${batch} × ${sequence} tokens, ` +
      `vocabulary ${vocabulary}, ${(parameterCount(config) / 1e6).toFixed(2)}M parameters, ` +
      `${(flopsPerStep(config) / 1e9).toFixed(1)} GFLOP a step`,
  );
  await using stack = new AsyncDisposableStack();
  const timings: Timing[] = [];
  for (const spec of specs) {
    const engine = await startEngine(spec, config);
    if (!engine) continue;
    stack.use(engine);
    const { losses, rssBytes, ms } = await engine.steps(comparedSteps);
    const turn = Math.max(1, Math.round((Number(options.seconds) * 1000) / Math.min(...ms)));
    timings.push({ engine, losses, turn, ms: [], rssBytes, longestBlockMs: undefined });
  }

  const records = timings.map(({ engine, losses }) => ({ name: engine.spec.name, losses }));
  const disagreeing = compareLosses(records, tolerance).filter(({ agrees }) => !agrees);
  for (const { name, losses } of records) {
    console.log(`  losses ${name.padEnd(12)} ${losses.map((loss) => loss.toFixed(5)).join(' ')}`);
  }
  for (const { name, difference } of disagreeing) {
    console.error(
      `  ${name} differs from ${records[0]?.name} by ${difference.toExponential(1)} > ${tolerance}`,
    );
  }
  if (disagreeing.length > 0) {
    failed = true;
    return;
  }

  for (let round = 0; round < Number(options.rounds); round++) {
    for (const timing of timings) {
      const { ms, rssBytes, longestBlockMs } = await timing.engine.steps(timing.turn);
      timing.ms.push(...ms);
      if (longestBlockMs !== undefined)
        timing.longestBlockMs = Math.max(timing.longestBlockMs ?? 0, longestBlockMs);
      timing.rssBytes = Math.max(timing.rssBytes, rssBytes);
    }
  }
  printTable(config, timings);
  if (options.products) printProducts(config, await timeProducts(config, Number(options.threads)));
}

/** Starts and initialises an engine; prints why where it does not start. */
async function startEngine(spec: EngineSpec, config: GptConfig): Promise<EngineProcess | undefined> {
  const engine = new EngineProcess(spec);
  const answer = await engine.request({ cmd: 'init', config, threads: spec.threads });
  if (answer.event === 'ready') return engine;
  console.log(
    `  ${spec.name} ${spec.optional ? 'skipped' : 'failed'}: ${'message' in answer ? answer.message : answer.event}`,
  );
  failed ||= !spec.optional;
  await engine[Symbol.asyncDispose]();
  return undefined;
}
