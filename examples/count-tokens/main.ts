/**
 * Counts the tokens of GPT-4o. Its rank file is not part of this repository: download
 * https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken (3.6 MB) and give its path:
 *
 *     node --conditions=@fm/source examples/count-tokens/main.ts o200k_base.tiktoken
 *
 * Without a path, the example writes a tiny file of the same format, so that it runs anywhere.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { readTiktoken } from '@fm/lm/tokenizer';

const path = process.argv[2] ?? (await writeTinyRanks(join(import.meta.dirname, 'runs')));

// A rank file has tokens only; how text is cut and which control tokens there are comes from the encoding's name.
const tokenizer = readTiktoken(await readFile(path), { encoding: 'o200k_base' });

for (const text of ['the weather in the north', 'const x = 1;\n', 'こんにちは', '<|endoftext|>']) {
  // Nothing but a number is made: no list of ids, no strings.
  const count = tokenizer.countTokens(text);
  console.log(`${String(count).padStart(3)} tokens: ${JSON.stringify(text)}`);
  if (count !== tokenizer.encode(text).ids.length) throw new Error('counting and encoding disagree');
}

// A control token is one token only where the program says so; typed by a user it is text.
const allowed = tokenizer.countTokens('<|endoftext|>', { allowSpecial: new Set(['<|endoftext|>']) });
console.log(`${String(allowed).padStart(3)} token where <|endoftext|> is allowed`);
if (allowed !== 1) throw new Error('an allowed control token must be one token');

/** All bytes, then tokens that are two earlier ones joined: a line each, base64 and rank. */
async function writeTinyRanks(folder: string): Promise<string> {
  const bytes = Array.from({ length: 256 }, (_, byte) => Buffer.of(byte));
  const merged = ['th', 'the', ' the', 'er', 'in', ' in', 'ea', ' w', ' wea', 'ther', ' weather'];
  const tokens = [...bytes, ...merged.map((token) => Buffer.from(token))];
  const file = join(folder, 'tiny.tiktoken');
  await mkdir(folder, { recursive: true });
  await writeFile(file, tokens.map((token, rank) => `${token.toString('base64')} ${rank}\n`).join(''));
  return file;
}
