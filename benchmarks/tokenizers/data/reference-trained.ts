import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { corpusNames, readCorpus } from './corpora.ts';
import { cacheFolder, importCached } from './package-cache.ts';

interface Binding {
  readonly Tokenizer: new (model: unknown) => {
    setNormalizer(normalizer: unknown): void;
    setPreTokenizer(preTokenizer: unknown): void;
    setDecoder(decoder: unknown): void;
    train(files: readonly string[]): void;
    save(path: string): void;
  };
  readonly WordPiece: { empty(): unknown };
  readonly Unigram: { empty(): unknown };
  bertNormalizer(): unknown;
  bertPreTokenizer(): unknown;
  wordPieceDecoder(): unknown;
  nfkcNormalizer(): unknown;
  metaspacePreTokenizer(): unknown;
  metaspaceDecoder(): unknown;
}

const kinds = ['wordpiece', 'unigram'] as const;

/**
 * Has the Rust library train a WordPiece and a Unigram tokenizer, with its defaults, on a part of every corpus; they stay
 * in the cache. A process of its own does it, because the binding keeps what it used.
 */
export function trainReferenceTokenizers(): void {
  for (const kind of kinds) {
    if (existsSync(join(cacheFolder, `${kind}.json`))) continue;
    console.error(`Training a ${kind} tokenizer with the Rust library (once)…`);
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), kind], {
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`the Rust library could not train a ${kind} tokenizer`);
  }
}

async function train(kind: (typeof kinds)[number]): Promise<void> {
  const text = join(cacheFolder, 'training-text.txt');
  writeFileSync(text, corpusNames.map((name) => readCorpus(name).slice(0, 2_000_000)).join('\n'));
  const rust = (await importCached('tokenizers')) as unknown as Binding;
  const tokenizer = new rust.Tokenizer(kind === 'wordpiece' ? rust.WordPiece.empty() : rust.Unigram.empty());
  tokenizer.setNormalizer(kind === 'wordpiece' ? rust.bertNormalizer() : rust.nfkcNormalizer());
  tokenizer.setPreTokenizer(kind === 'wordpiece' ? rust.bertPreTokenizer() : rust.metaspacePreTokenizer());
  tokenizer.setDecoder(kind === 'wordpiece' ? rust.wordPieceDecoder() : rust.metaspaceDecoder());
  tokenizer.train([text]);
  const path = join(cacheFolder, `${kind}.json`);
  tokenizer.save(`${path}.raw`);
  writeFileSync(
    path,
    JSON.stringify(withControlTokens(kind, JSON.parse(readFileSync(`${path}.raw`, 'utf8')))),
  );
}

interface TrainedJson {
  added_tokens: object[];
  readonly model: { vocab: Record<string, number> | (readonly [string, number])[]; unk_id?: number };
}

/** The binding cannot be told of control tokens before it trains; they become the first ids. */
function withControlTokens(kind: (typeof kinds)[number], json: TrainedJson): TrainedJson {
  const names =
    kind === 'wordpiece' ? ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] : ['<unk>', '<s>', '</s>'];
  json.added_tokens = names.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
  const { model } = json;
  if (Array.isArray(model.vocab)) {
    model.vocab = [...names.map((name) => [name, 0] as const), ...model.vocab];
    model.unk_id = 0;
  } else {
    const tokens = Object.entries(model.vocab).filter(([token]) => !names.includes(token));
    tokens.sort(([, a], [, b]) => a - b);
    model.vocab = Object.fromEntries(
      [...names, ...tokens.map(([token]) => token)].map((token, id) => [token, id]),
    );
  }
  return json;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await train(process.argv[2] as (typeof kinds)[number]);
