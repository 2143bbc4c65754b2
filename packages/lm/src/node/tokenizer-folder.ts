import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError, StorageError, UnsupportedError } from '@fm/core';
import { storageFailure } from '@fm/core/node';
import { readSentencePiece } from '../tokenizer/sentencepiece/read-sentence-piece.ts';
import type { TextTokenizer } from '../tokenizer/text-tokenizer.ts';
import { type TiktokenEncodingName, tiktokenEncodings } from '../tokenizer/tiktoken/encodings.ts';
import { readTiktoken } from '../tokenizer/tiktoken/read-tiktoken.ts';
import { readTokenizer } from '../tokenizer/tokenizer-json/read-tokenizer.ts';
import { readTokenizerConfig, type TokenizerConfig } from '../tokenizer/tokenizer-json/tokenizer-config.ts';
import { readGpt2Vocabulary } from '../tokenizer/vocabulary-files/gpt2-vocabulary.ts';
import { readWordPieceVocabulary } from '../tokenizer/vocabulary-files/word-piece-vocabulary.ts';
import { parseJson, readJson, readTextIfPresent } from './read-files.ts';

const configFile = 'tokenizer_config.json';

/**
 * Loads the tokenizer of a Hugging Face folder: `tokenizer.json`, or what older models have instead: a SentencePiece
 * `*.model`, `vocab.json` with `merges.txt`, a WordPiece `vocab.txt`, or a tiktoken file of a known name. Control
 * tokens and settings come from `tokenizer_config.json` where there is one.
 *
 * @throws {StorageError} when there is no such file, or it cannot be read
 * @throws {FormatError} when a file is damaged
 * @throws {UnsupportedError} when the tokenizer has a part that is not known
 * @throws {ArgumentError} when the configuration names a token that the vocabulary lacks
 * @example
 * ```ts
 * import { mkdir, writeFile } from 'node:fs/promises';
 * import { loadTokenizer } from '@fm/lm/node';
 *
 * await mkdir('bert');
 * await writeFile('bert/vocab.txt', '[UNK]\n[CLS]\n[SEP]\ntree\n##s\n');
 * const tokenizer = await loadTokenizer('bert');
 * tokenizer.encode('Trees').tokens; // => ['[CLS]', 'tree', '##s', '[SEP]']
 * ```
 */
export async function loadTokenizer(folder: string): Promise<TextTokenizer> {
  const names = await listFiles(folder);
  const config = await readConfig(folder);
  if (names.includes('tokenizer.json')) {
    return readTokenizer(
      await readJson(join(folder, 'tokenizer.json')),
      config === undefined ? {} : { config },
    );
  }
  const about = readTokenizerConfig(config ?? {});
  const model = names.find((name) => name.endsWith('.model'));
  if (model !== undefined) return loadSentencePiece(join(folder, model), about);
  if (names.includes('vocab.json') && names.includes('merges.txt')) return loadGpt2(folder, about);
  if (names.includes('vocab.txt')) return loadWordPiece(folder, about);
  const ranks = names.find((name) => name.endsWith('.tiktoken'));
  if (ranks !== undefined) return loadTiktoken(folder, ranks, about);
  throw new StorageError('The folder has no tokenizer', {
    expected:
      'tokenizer.json, a SentencePiece .model, vocab.json with merges.txt, vocab.txt, or a .tiktoken file',
    received: names.slice(0, 20).join(', ') || 'an empty folder',
    hint: `Look into ${folder}.`,
  });
}

async function loadSentencePiece(
  path: string,
  { addBosToken, addEosToken, tokenizerClass = '' }: TokenizerConfig,
): Promise<TextTokenizer> {
  // Python's classes have defaults of their own, which the configuration need not repeat.
  return readSentencePiece(await read(path, (file) => readFile(file)), {
    addBeginOfText: addBosToken ?? /^(?:Code)?(?:Llama|Gemma)/.test(tokenizerClass),
    addEndOfText: addEosToken ?? /^M?T5/.test(tokenizerClass),
  });
}

async function loadGpt2(
  folder: string,
  { namedTokens, additionalSpecialTokens }: TokenizerConfig,
): Promise<TextTokenizer> {
  const vocabulary = await readJson(join(folder, 'vocab.json'));
  const merges = await read(join(folder, 'merges.txt'), (path) => readFile(path, 'utf8'));
  const special = [...new Set([...Object.values(namedTokens), ...additionalSpecialTokens])];
  return readGpt2Vocabulary(
    { vocabulary, merges },
    {
      ...(special.length === 0 ? {} : { specialTokens: special }),
      ...(namedTokens.eos === undefined ? {} : { endOfText: namedTokens.eos }),
    },
  );
}

async function loadWordPiece(
  folder: string,
  { namedTokens, doLowerCase = true }: TokenizerConfig,
): Promise<TextTokenizer> {
  const vocabulary = await read(join(folder, 'vocab.txt'), (path) => readFile(path, 'utf8'));
  const { unk = '[UNK]', cls = '[CLS]', sep = '[SEP]', pad = '[PAD]', mask = '[MASK]' } = namedTokens;
  return readWordPieceVocabulary(vocabulary, {
    lowercase: doLowerCase,
    unknownToken: unk,
    classToken: cls,
    separatorToken: sep,
    padToken: pad,
    maskToken: mask,
  });
}

async function loadTiktoken(
  folder: string,
  name: string,
  { namedTokens }: TokenizerConfig,
): Promise<TextTokenizer> {
  const encoding = name.slice(0, -'.tiktoken'.length);
  if (!isEncodingName(encoding)) {
    throw new UnsupportedError('A tiktoken file does not say how to cut text', {
      expected: `the name of one of ${Object.keys(tiktokenEncodings).join(', ')}`,
      received: name,
      hint: 'Read it with readTiktoken, and give the pattern and the control tokens.',
    });
  }
  const { eos } = namedTokens;
  const file = await read(join(folder, name), (path) => readFile(path));
  return readTiktoken(file, eos === undefined ? { encoding } : { encoding, endOfText: eos });
}

function isEncodingName(name: string): name is TiktokenEncodingName {
  return Object.hasOwn(tiktokenEncodings, name);
}

async function listFiles(folder: string): Promise<readonly string[]> {
  return (await read(folder, (path) => readdir(path))).toSorted();
}

async function readConfig(folder: string): Promise<unknown> {
  const path = join(folder, configFile);
  const text = await readTextIfPresent(path);
  if (text === undefined) return undefined;
  const config = parseJson(text, path);
  try {
    readTokenizerConfig(config);
  } catch (error) {
    throw new FormatError(`${path} is damaged`, { received: (error as Error).message, cause: error });
  }
  return config;
}

async function read<T>(path: string, reader: (path: string) => Promise<T>): Promise<T> {
  try {
    return await reader(path);
  } catch (error) {
    throw storageFailure(`Cannot read ${path}`, error);
  }
}
