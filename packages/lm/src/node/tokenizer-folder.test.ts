import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, StorageError, UnsupportedError } from '@fm/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { byteTokenizer } from '../tokenizer/index.ts';
import { loadTokenizer } from './tokenizer-folder.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fm-tokenizer-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function save(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

describe('loadTokenizer', () => {
  it('reads control tokens and settings beside tokenizer.json', async () => {
    const config = {
      eos_token: { content: '<|end|>', lstrip: false },
      pad_token: '<|pad|>',
      bos_token: null,
      model_max_length: 1e30,
      clean_up_tokenization_spaces: true,
      chat_template: [{ name: 'default', template: '{{ messages }}' }],
    };
    await save({
      'tokenizer.json': JSON.stringify(byteTokenizer({ specialTokens: ['<|end|>'] })),
      'tokenizer_config.json': JSON.stringify(config),
    });
    const tokenizer = await loadTokenizer(folder);
    expect(tokenizer.endOfText).toBe(256);
    // A token that only the configuration knows gets the next id.
    expect([...tokenizer.specialTokens]).toEqual([
      ['<|end|>', 256],
      ['<|pad|>', 257],
    ]);
    expect([...tokenizer.encode('a', { padding: { length: 2 } }).ids]).toEqual([97, 257]);
    expect(tokenizer.decode(tokenizer.encode('a .').ids)).toBe('a.');
    expect(tokenizer.config?.chatTemplate).toBe('{{ messages }}');
    expect(tokenizer.config?.modelMaxLength).toBeUndefined();
  });

  it('puts begin and end tokens where a configuration of the Llama family says', async () => {
    const file = { ...byteTokenizer({ specialTokens: ['<s>', '</s>'] }).toJSON() };
    const config = {
      tokenizer_class: 'LlamaTokenizer',
      bos_token: '<s>',
      eos_token: '</s>',
      add_eos_token: true,
    };
    await save({ 'tokenizer.json': JSON.stringify(file), 'tokenizer_config.json': JSON.stringify(config) });
    const tokenizer = await loadTokenizer(folder);
    expect([...tokenizer.encode('a', { pair: 'b' }).ids]).toEqual([256, 97, 257, 256, 98, 257]);
    expect([...tokenizer.encode('a', { addSpecialTokens: false }).ids]).toEqual([97]);
  });

  it('reads vocab.json with merges.txt where there is no tokenizer.json', async () => {
    await save({
      'vocab.json': '{"a": 0, "b": 1, "ab": 2, "<e>": 3}',
      'merges.txt': '#version: 0.2\na b\n',
      'tokenizer_config.json': '{"eos_token": "<e>"}',
    });
    const tokenizer = await loadTokenizer(folder);
    expect([...tokenizer.encode('abb').ids]).toEqual([2, 1]);
    expect(tokenizer.endOfText).toBe(3);
  });

  it('reads vocab.txt where there is nothing else', async () => {
    await save({
      'vocab.txt': '[UNK]\n[CLS]\n[SEP]\nTree\n##s\n',
      'tokenizer_config.json': '{"do_lower_case": false}',
    });
    expect((await loadTokenizer(folder)).encode('Trees trees').tokens).toEqual([
      '[CLS]',
      'Tree',
      '##s',
      '[UNK]',
      '[SEP]',
    ]);
  });

  it('refuses a tiktoken file whose name is no known encoding', async () => {
    await save({ 'other.tiktoken': 'YQ== 0\n' });
    await expect(loadTokenizer(folder)).rejects.toThrow(UnsupportedError);
  });

  it('says what is missing or damaged', async () => {
    await expect(loadTokenizer(join(folder, 'none'))).rejects.toThrow(StorageError);
    await expect(loadTokenizer(folder)).rejects.toThrow(StorageError);
    await save({ 'tokenizer.json': '{' });
    await expect(loadTokenizer(folder)).rejects.toThrow(FormatError);
    await save({ 'tokenizer_config.json': '{"chat_template": 3}' });
    await expect(loadTokenizer(folder)).rejects.toThrow(/tokenizer_config.json[^]*chat_template/);
  });
});
