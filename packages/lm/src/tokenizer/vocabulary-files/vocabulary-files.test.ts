import { describe, expect, it } from 'vitest';
import { readGpt2Vocabulary } from './gpt2-vocabulary.ts';
import { readWordPieceVocabulary } from './word-piece-vocabulary.ts';

const vocabularyText = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'tree', '##s', 'é', 'e', ','].join('\r\n');

describe('readWordPieceVocabulary', () => {
  it('makes the BERT tokenizer of a vocab.txt', () => {
    const tokenizer = readWordPieceVocabulary(vocabularyText);
    const encoding = tokenizer.encode('Trees, é', { pair: 'xyz' });
    expect(encoding.tokens).toEqual(['[CLS]', 'tree', '##s', ',', 'e', '[SEP]', '[UNK]', '[SEP]']);
    expect([...encoding.typeIds]).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
    expect(tokenizer.decode(encoding.ids, { skipSpecialTokens: true })).toBe('trees, e');
    expect([...tokenizer.specialTokens.keys()]).toEqual(['[PAD]', '[UNK]', '[CLS]', '[SEP]']);
  });

  it('keeps case and accents when told to', () => {
    const tokenizer = readWordPieceVocabulary(vocabularyText, { lowercase: false });
    expect(tokenizer.encode('é Tree', { addSpecialTokens: false }).tokens).toEqual(['é', '[UNK]']);
  });

  it('names the control token that the file lacks', () => {
    expect(() => readWordPieceVocabulary('[UNK]\n[CLS]\ntree\n')).toThrow(/\[SEP\]/);
  });
});

describe('readGpt2Vocabulary', () => {
  const files = {
    vocabulary: { a: 0, b: 1, Ġ: 2, ab: 3, Ġab: 4, '<|endoftext|>': 5 },
    merges: '#version: 0.2\na b\nĠ ab\n',
  };

  it('makes the GPT-2 tokenizer of its two files', () => {
    const tokenizer = readGpt2Vocabulary(files);
    expect([...tokenizer.encode('ab abb<|endoftext|>', { allowSpecial: 'all' }).ids]).toEqual([3, 4, 1, 5]);
    expect(tokenizer.decode([3, 4, 1])).toBe('ab abb');
    expect(tokenizer.endOfText).toBe(5);
    expect([...readGpt2Vocabulary(files, { addPrefixSpace: true }).encode('ab').ids]).toEqual([4]);
  });

  it('refuses damaged files and says what is wrong', () => {
    expect(() => readGpt2Vocabulary({ ...files, vocabulary: { a: 'x' } })).toThrow(/a/);
    expect(() => readGpt2Vocabulary({ ...files, merges: 'a b c' })).toThrow(/Merge 0/);
    expect(() => readGpt2Vocabulary({ ...files, merges: 'a z' })).toThrow(/"z"/);
  });
});
