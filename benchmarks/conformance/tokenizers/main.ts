/**
 * Compares our tokenizers with the reference on texts that are hard to tokenize: ids, offsets and decoded text.
 *
 *     pnpm conformance tokenizers [--only gpt4o,llama3,…] [--texts 20000] [--seed 1]
 *     pnpm conformance tokenizers --only memory [--megabytes 500]
 *     pnpm conformance tokenizers --only chat
 *
 * The reference is the Rust library (npm `tokenizers`) for the real tokenizer.json files on npm and for a WordPiece and
 * a Unigram tokenizer that it trained, and tiktoken for its four encodings. `chat` types every control token of every real
 * tokenizer into a message; `memory` encodes words that no cache has seen.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { readTokenizer } from '@fm/lm/tokenizer';

import { families, rankFiles, realFiles } from '../../tokenizers/data/models.ts';
import { installPackages } from '../../tokenizers/data/package-cache.ts';
import { trainReferenceTokenizers } from '../../tokenizers/data/reference-trained.ts';
import { printRows } from '../../tokenizers/print-rows.ts';
import { checkChat } from './chat.ts';
import { compare, type Comparison, newComparison } from './compare.ts';
import { checkMemory } from './memory.ts';
import { rustTokenizer } from './rust-binding.ts';
import { hardTexts } from './texts.ts';
import { ourEncoding, tiktokenEncoding } from './tiktoken.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    texts: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    megabytes: { type: 'string', default: '500' },
  },
});
const only = values.only.split(',').filter((name) => name !== '');
const wanted = (name: string): boolean => only.length === 0 || only.includes(name);
const [texts, seed] = [Number(values.texts), Number(values.seed)];

installPackages();
trainReferenceTokenizers();
let ok = true;
const rows = [['tokenizer', 'texts', 'ids', 'offsets', 'decoded', 'seconds']];
const trained = families.filter(({ name }) => name !== 'llama2');
for (const { name, json } of [...realFiles, ...trained]) {
  if (wanted(name)) await report(name, () => compareJson(json));
}
for (const { name, path } of rankFiles) if (wanted(name)) await report(name, () => compareRanks(name, path));
if (rows.length > 1) printRows(rows);
if (wanted('chat')) ok = (await checkChat()) && ok;
if (wanted('memory')) ok = (await checkMemory(Number(values.megabytes))) && ok;
process.exitCode = ok ? 0 : 1;

async function report(name: string, work: () => Promise<Comparison>): Promise<void> {
  const begin = performance.now();
  try {
    const { texts: compared, hasOffsets, differences, examples } = await work();
    const counts = [differences.ids, differences.offsets, differences.decoded];
    ok &&= counts.every((count) => count === 0);
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    rows.push([
      name,
      String(compared),
      ...counts.map((count, i) => (i === 1 && !hasOffsets ? '–' : count === 0 ? 'equal' : `${count} differ`)),
      seconds,
    ]);
    console.error(`${rows.at(-1)?.join('  ')}`);
    for (const example of examples) console.log(`  ${name}: ${example}`);
  } catch (error) {
    ok = false;
    rows.push([name, 'fails', '', '', '', '']);
    console.log(`  ${name}: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

async function compareJson(path: string): Promise<Comparison> {
  const json = JSON.parse(readFileSync(path, 'utf8')) as { added_tokens?: { content: string }[] };
  const tokenizer = readTokenizer(json);
  const reference = await rustTokenizer(path);
  const comparison = newComparison();
  const control = (json.added_tokens ?? []).map(({ content }) => content);
  for (const text of hardTexts(texts, control, seed)) {
    const { ids, offsets } = tokenizer.encode(text, { allowSpecial: 'all', unit: 'codePoint' });
    compare(comparison, text, { ids, offsets, decoded: tokenizer.decode(ids) }, await reference(text));
  }
  return comparison;
}

async function compareRanks(name: string, path: string): Promise<Comparison> {
  const [ours, theirs] = [ourEncoding(name, path), await tiktokenEncoding(name)];
  const comparison = newComparison();
  for (const text of hardTexts(texts, ['<|endoftext|>', '<|fim_prefix|>'], seed)) {
    compare(comparison, text, ours(text), theirs(text.toWellFormed()));
  }
  return comparison;
}
