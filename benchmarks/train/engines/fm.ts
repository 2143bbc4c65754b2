import { hostTensor } from '@fm/core';
import type { HostTensor } from '@fm/core';
import { causalLanguageModeling, Gpt2 } from '@fm/lm';
import { ortBackend } from '@fm/ort/node';
import { adamW, compileStep } from '@fm/train';

import { adamW as adamWNumbers, gptParameters, initialParameters, trainingBatch } from '../gpt.ts';
import type { GptConfig } from '../gpt.ts';
import { serveEngine } from './engine.ts';
import type { Step } from './engine.ts';

await serveEngine(async (config, threads) => createStep(config, threads));

async function createStep(config: GptConfig, threads: number): Promise<Step> {
  const model = new Gpt2({
    vocab_size: config.vocabulary,
    n_positions: config.sequence,
    n_embd: config.width,
    n_layer: config.layers,
    n_head: config.heads,
    activation_function: 'gelu', // exact, as in the other engines
    resid_pdrop: 0,
    embd_pdrop: 0,
    attn_pdrop: 0,
  });
  const { learningRate, beta1, beta2, epsilon } = adamWNumbers;
  const step = compileStep({
    model,
    objective: causalLanguageModeling(),
    optimizer: adamW({ learningRate, beta1, beta2, epsilon, weightDecay: 0 }),
    backend: await ortBackend({ intraOpThreads: threads }),
  });

  const values = initialParameters(config);
  const parameters = Object.fromEntries(
    gptParameters(config).map(({ name, shape }, i) => [
      name,
      hostTensor('f32', values[i] as Float32Array<ArrayBuffer>, shape),
    ]),
  );
  const batch = trainingBatch(config);
  const tokens = (ids: Int32Array): HostTensor =>
    hostTensor('i64', BigInt64Array.from(ids, BigInt), [config.batch, config.sequence]);
  const data = { inputIds: tokens(batch.ids), labels: tokens(batch.targets) };

  let state = step.start(parameters);
  return async () => {
    const result = await step(state, data);
    state = result.state;
    return result.metrics.loss;
  };
}
