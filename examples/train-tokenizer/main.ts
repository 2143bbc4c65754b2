/** Trains a tokenizer on a folder of text, saves it as a tokenizer.json that Python's tokenizers loads, and reads it back. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { byteLevelBpeRecipe, t5UnigramRecipe, trainTokenizer } from '@fm/lm/tokenizer';
import { loadTokenizer, textFiles } from '@fm/lm/node';

const corpus = join(import.meta.dirname, '..', '..', 'docs');
const folder = join(import.meta.dirname, 'runs', 'tokenizer');

// Files are read line by line; what stays in memory is how often each word occurs.
const training = trainTokenizer(
  textFiles(corpus, { extensions: ['.md'] }),
  byteLevelBpeRecipe({ vocabularySize: 1000 }),
);
const tasks = new Set<string>();
for await (const { task } of training) tasks.add(task);
const tokenizer = await training.result;
console.log(`${[...tasks].join(', ')}: ${tokenizer.vocabularySize} tokens`);

await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
const loaded = await loadTokenizer(folder);

const text = 'A model is a function written in TypeScript.';
const { ids, tokens } = tokenizer.encode(text);
console.log(tokens.join(' | '));
const again = loaded.encode(text).ids;
if (!ids.every((id, i) => id === again[i])) throw new Error('the saved tokenizer gives other ids');
if (loaded.decode(ids) !== text) throw new Error('the saved tokenizer does not decode what it encodes');
console.log(`${ids.length} tokens for ${text.length} characters, with the saved one as well`);

// The same texts, another family: pieces with probabilities instead of merges.
const unigram = await trainTokenizer(
  textFiles(corpus, { extensions: ['.md'] }),
  t5UnigramRecipe({ vocabularySize: 1000 }),
).result;
console.log(unigram.encode(text).tokens.join(' | '));
