import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { exportOnnx, languageModel } from '@fm/lm';
import { loadGpt2, loadTokenizer, saveGpt2 } from '@fm/lm/node';

import { fact } from '../narration.ts';
import type { TrainedOptions } from './pretrain.ts';

/** Saves a Hugging Face folder and an ONNX file, and reads the folder back. */
export async function saveModel({ text, backend, folder, training }: TrainedOptions): Promise<void> {
  const { model, parameters } = training;
  const path = join(folder, 'gpt2');
  await saveGpt2(path, { model, parameters, tokenizer: text.tokenizer });
  const onnx = exportOnnx({ model, parameters, name: 'moby-dick' });
  await writeFile(join(folder, 'moby-dick.onnx'), onnx.model);

  const loaded = await loadGpt2(path);
  const tokenizer = await loadTokenizer(path);
  await using lm = languageModel({ ...loaded, tokenizer, backend });
  const { logProbs } = await lm.score('Call me Ishmael.');
  const total = logProbs.slice(1).reduce((sum, logProb) => sum + logProb, 0);
  fact('Hugging Face folder', 'gpt2/  (transformers: GPT2LMHeadModel.from_pretrained)');
  fact('ONNX file', 'moby-dick.onnx  (input_ids to logits, any batch and length)');
  fact('ln p("Call me Ishmael.")', `${total.toFixed(2)}, by the model that was read back`);
}
