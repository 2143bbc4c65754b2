import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { readTokenizer } from '@fm/lm/tokenizer';

import { families, tiktokenEncodings } from '../../tokenizers/data/models.ts';
import { drawer } from './texts.ts';

/** How much the resident memory may grow while words come that no cache has seen, in MB. */
const ceiling = 256;
const blockBytes = 1 << 20;

/**
 * Encodes so many megabytes of words, no two alike, with one tokenizer of each family.
 *
 * @returns whether memory stays below the ceiling
 */
export async function checkMemory(megabytes: number): Promise<boolean> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const resident = (): number => {
    collect();
    return process.memoryUsage.rss() / 2 ** 20;
  };
  let ok = true;
  const [cl100k] = tiktokenEncodings;
  for (const { name, json } of [...(cl100k === undefined ? [] : [cl100k]), ...families]) {
    const tokenizer = readTokenizer(JSON.parse(readFileSync(json, 'utf8')));
    const draw = drawer(1);
    let word = 0;
    const block = (): string => {
      const words: string[] = [];
      for (let length = 0; length < blockBytes; word++) {
        const spelled = word.toString(36) + String.fromCharCode(97 + draw(26)) + draw(1e6).toString(36);
        words.push(spelled);
        length += spelled.length + 1;
      }
      return words.join(' ');
    };
    tokenizer.encode(block());
    const before = resident();
    let peak = 0;
    for (let i = 1; i <= megabytes; i++) {
      void tokenizer.encode(block()).ids;
      if (i % Math.ceil(megabytes / 20) === 0) peak = Math.max(peak, resident() - before);
    }
    const bounded = peak <= ceiling;
    ok &&= bounded;
    console.log(
      `${bounded ? 'ok  ' : 'LEAK'} ${name.padEnd(10)} ${megabytes} MB of distinct words: ` +
        `memory grew by at most ${peak.toFixed(0)} MB (ceiling ${ceiling})`,
    );
  }
  return ok;
}
