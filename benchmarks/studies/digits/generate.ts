import {
  type Backend,
  compile,
  type DeviceTensor,
  foldInHost,
  hostKey,
  hostTensor,
  type HostTensor,
  type Model,
  normalHost,
  type Tensor,
} from '@fm/core';
import type { LabelledSamples } from '@fm/diffusion';

/** A model that makes samples of latent vectors in one evaluation. */
export interface Generative extends Model {
  readonly latentWidth: number;
  generate(latents: Tensor, labels: Tensor): Tensor;
}

const batchSize = 100;

/** Draws batches of labelled samples from `draw(labels, batch)`. */
export async function inBatches(
  labels: readonly number[],
  draw: (labels: readonly number[], batch: number) => Promise<HostTensor<'f32'>>,
): Promise<readonly LabelledSamples[]> {
  const batches: LabelledSamples[] = [];
  for (let start = 0; start < labels.length; start += batchSize) {
    const part = labels.slice(start, start + batchSize);
    batches.push({ labels: part, samples: await draw(part, start / batchSize) });
  }
  return batches;
}

/** Draws samples from a model of one evaluation. */
export async function generate(
  model: Generative,
  labels: readonly number[],
  options: {
    readonly backend: Backend;
    readonly parameters: Readonly<Record<string, HostTensor>>;
    readonly seed: number;
  },
): Promise<readonly LabelledSamples[]> {
  const { backend, parameters, seed } = options;
  await using program = compile(
    ({ latents, classes }: { latents: Tensor; classes: Tensor }) => ({
      samples: model.generate(latents, classes),
    }),
    { backend, parameters: model.parameters(), constants: parameters },
  );
  return await inBatches(labels, async (part, batch) => {
    const noise = normalHost(foldInHost(hostKey(seed), batch), part.length * model.latentWidth);
    const outputs = await program({
      latents: hostTensor('f32', noise, [part.length, model.latentWidth]),
      classes: hostTensor('i64', [...part], [part.length]),
    });
    using answer = outputs.samples as DeviceTensor<'f32'>;
    const { data, shape } = await answer.read();
    return { dtype: 'f32', data: data.slice(), shape };
  });
}
