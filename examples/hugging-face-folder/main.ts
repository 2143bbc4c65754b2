/** Saves a GPT-2 as a folder that Python's transformers loads, reads it back, and looks into the file without loading it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { initialize, openSafetensors } from '@fm/core';
import { fileSource } from '@fm/core/node';
import { characterTokenizer, Gpt2, languageModel } from '@fm/lm';
import { loadGpt2, loadTokenizer, saveGpt2 } from '@fm/lm/node';
import { ortBackend } from '@fm/ort';

const folder = join(import.meta.dirname, 'runs', 'tiny-gpt2');
const tokenizer = characterTokenizer('abcdefghijklmnopqrstuvwxyz .', { specialTokens: ['<|endoftext|>'] });
const model = new Gpt2({
  vocab_size: tokenizer.vocabularySize,
  n_positions: 32,
  n_embd: 32,
  n_layer: 1,
  n_head: 2,
});
const parameters = initialize(model, 0);
await saveGpt2(folder, { model, parameters, tokenizer });
console.log(`saved ${(await readdir(folder)).toSorted().join(', ')}\n`);

// The header says what is in a safetensors file; numbers are read one tensor at a time.
await using source = await fileSource(join(folder, 'model.safetensors'));
const file = await openSafetensors(source);
for (const [name, { storedDType, shape, begin, end }] of file.entries)
  console.log(`${name.padEnd(36)} ${storedDType} [${shape.join(', ')}] at ${begin}, ${end - begin} bytes`);
const embedding = await file.read('transformer.wte.weight');
console.log(`the embedding begins with ${embedding.data.slice(0, 3).join(', ')}\n`);

const loaded = await loadGpt2(folder);
for (const [name, { data }] of Object.entries(parameters)) {
  const read = loaded.parameters[name]?.data;
  if (!data.every((value, i) => value === read?.[i])) throw new Error(`${name} came back changed`);
}
console.log(`${Object.keys(parameters).length} parameters came back bit by bit`);

await using backend = await ortBackend();
await using before = languageModel({ model, parameters, tokenizer, backend });
await using after = languageModel({ ...loaded, tokenizer: await loadTokenizer(folder), backend });
for (const lm of [before, after]) {
  const { text } = await lm.generate('once upon a ', { maxTokens: 16, seed: 3 }).result;
  console.log(`an untrained model babbles: ${JSON.stringify(text)}`);
}
