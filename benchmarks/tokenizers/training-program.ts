/** Trains one tokenizer in a process of its own and prints what it took: `training-program.ts fm|rust bpe|wordpiece|unigram file`. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  bertWordPieceRecipe,
  bpeTrainer,
  byteLevelBpeRecipe,
  trainTokenizer,
  unigramTrainer,
  wordPieceTrainer,
} from '@fm/lm/tokenizer';

import { importCached } from './data/package-cache.ts';

/** One line on standard output. */
export interface TrainingResult {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly vocabulary: readonly string[];
}

const [library, kind = '', file = ''] = process.argv.slice(2);
const before = process.cpuUsage();
const begin = performance.now();
const vocabulary = library === 'rust' ? await trainRust() : await trainFm();
const { user, system } = process.cpuUsage(before);
const result: TrainingResult = {
  wallSeconds: (performance.now() - begin) / 1000,
  cpuSeconds: (user + system) / 1e6,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  vocabulary,
};
process.stdout.write(JSON.stringify(result));

/** With the settings that the binding has by default, and the lines of the file as it cuts them. */
async function trainFm(): Promise<string[]> {
  const model = { bpe: bpeTrainer, wordpiece: wordPieceTrainer, unigram: unigramTrainer }[kind];
  if (!model) throw new Error(`What is ${kind}?`);
  const { preTokenizer } = kind === 'bpe' ? byteLevelBpeRecipe() : bertWordPieceRecipe();
  const lines = readFileSync(file, 'utf8').split(/(?<=\n)/);
  const tokenizer = await trainTokenizer(lines, { model: model(), preTokenizer }).result;
  return vocabularyOf(JSON.parse(JSON.stringify(tokenizer)) as SavedTokenizer);
}

/** With the binding's settings, which are the library's defaults. */
async function trainRust(): Promise<string[]> {
  const rust = (await importCached('tokenizers')) as unknown as RustBinding;
  const model = { bpe: rust.BPE, wordpiece: rust.WordPiece, unigram: rust.Unigram }[kind];
  if (!model) throw new Error(`What is ${kind}?`);
  const tokenizer = new rust.Tokenizer(model.empty());
  tokenizer.setPreTokenizer(kind === 'bpe' ? rust.byteLevelPreTokenizer(false) : rust.bertPreTokenizer());
  tokenizer.train([file]);
  const path = join(tmpdir(), `fm-trained-${process.pid}.json`);
  tokenizer.save(path);
  return vocabularyOf(JSON.parse(readFileSync(path, 'utf8')) as SavedTokenizer);
}

interface RustBinding {
  readonly Tokenizer: new (model: unknown) => {
    setPreTokenizer(preTokenizer: unknown): void;
    train(files: readonly string[]): void;
    save(path: string): void;
  };
  readonly BPE: { empty(): unknown };
  readonly WordPiece: { empty(): unknown };
  readonly Unigram: { empty(): unknown };
  byteLevelPreTokenizer(addPrefixSpace: boolean): unknown;
  bertPreTokenizer(): unknown;
}

interface SavedTokenizer {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
  };
}

function vocabularyOf({ model: { vocab } }: SavedTokenizer): string[] {
  if (Array.isArray(vocab)) return vocab.map(([token]) => token as string).toSorted();
  return Object.entries(vocab)
    .toSorted(([, a], [, b]) => a - b)
    .map(([token]) => token);
}
