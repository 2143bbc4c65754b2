import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPreTokenizer } from '../pre-tokenizers/read-pre-tokenizer.ts';
import { metaspace } from '../pre-tokenizers/metaspace.ts';
import { whitespaceSplit } from '../pre-tokenizers/whitespace.ts';
import { bpeTrainer } from './bpe/bpe-trainer.ts';
import type { TokenizerRecipe } from './tokenizer-recipe.ts';
import { trainTokenizer } from './train-tokenizer.ts';
import { unigramTrainer } from './unigram/unigram-trainer.ts';
import { wordLevelTrainer } from './word-level-trainer.ts';
import { wordPieceTrainer } from './word-piece-trainer.ts';

interface Goldens {
  readonly merges: readonly {
    readonly texts: readonly string[];
    readonly options: {
      readonly vocab_size: number;
      readonly min_frequency: number;
      readonly max_token_length?: number;
      readonly initial_alphabet?: readonly string[];
      readonly continuing_subword_prefix?: string;
      readonly end_of_word_suffix?: string;
    };
    readonly special: readonly string[];
    readonly pre_tokenizer: unknown;
    readonly vocab: readonly string[];
    readonly merges: readonly (readonly [string, string])[];
  }[];
  readonly words: readonly {
    readonly texts: readonly string[];
    readonly size: number;
    readonly frequency: number;
    readonly vocab: readonly string[];
  }[];
  readonly unigrams: readonly {
    readonly texts: readonly string[];
    readonly options: {
      readonly vocab_size: number;
      readonly shrinking_factor?: number;
      readonly n_sub_iterations?: number;
      readonly max_piece_length?: number;
      readonly initial_alphabet?: readonly string[];
    };
    readonly unk_id: number;
    readonly pieces: readonly (readonly [string, number])[];
  }[];
}

const goldens = JSON.parse(
  readFileSync(join(import.meta.dirname, '__golden__', 'trainers.json'), 'utf8'),
) as Goldens;

async function trainedModel(texts: readonly string[], recipe: TokenizerRecipe): Promise<unknown> {
  const tokenizer = await trainTokenizer(texts, recipe).result;
  return tokenizer.toJSON().model;
}

function inOrder(vocabulary: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(vocabulary)
    .toSorted(([, a], [, b]) => a - b)
    .map(([token]) => token);
}

test.each(goldens.merges.map((golden, index) => [index, golden] as const))(
  'learns the merges that the reference learns, ties included (%i)',
  async (_, { texts, options, special, pre_tokenizer: stage, vocab, merges }) => {
    const model = await trainedModel(texts, {
      model: bpeTrainer({
        vocabularySize: options.vocab_size,
        minimumFrequency: options.min_frequency,
        maximumTokenLength: options.max_token_length ?? Number.MAX_SAFE_INTEGER,
        initialAlphabet: options.initial_alphabet ?? [],
        continuingSubwordPrefix: options.continuing_subword_prefix ?? '',
        endOfWordSuffix: options.end_of_word_suffix ?? '',
      }),
      preTokenizer: stage === null ? undefined : readPreTokenizer(stage),
      // With a prefix or a suffix the reference numbers characters by chance: it is told to be the same here.
      specialTokens: [...special, ...(isMarked(options) ? charactersOf(vocab, special, options) : [])],
    });
    const learned = model as { readonly vocab: Record<string, number>; readonly merges: unknown };
    expect(inOrder(learned.vocab)).toEqual(vocab);
    expect(learned.merges).toEqual(merges);
  },
);

type MergeOptions = Goldens['merges'][number]['options'];

function isMarked(options: MergeOptions): boolean {
  return options.continuing_subword_prefix !== undefined;
}

/** The tokens of one character, with or without marks, that a vocabulary has behind its special tokens. */
function charactersOf(
  vocabulary: readonly string[],
  special: readonly string[],
  { continuing_subword_prefix: prefix = '', end_of_word_suffix: suffix = '' }: MergeOptions,
): readonly string[] {
  const isCharacter = (token: string): boolean => {
    const rest = token.startsWith(prefix) ? token.slice(prefix.length) : token;
    const bare = suffix !== '' && rest.endsWith(suffix) ? rest.slice(0, -suffix.length) : rest;
    return [...bare].length === 1;
  };
  const rest = vocabulary.slice(special.length);
  const end = rest.findIndex((token) => !isCharacter(token));
  return end < 0 ? rest : rest.slice(0, end);
}

test.each(goldens.words)(
  'gives words the ids that the reference gives',
  async ({ texts, size, frequency, vocab }) => {
    const model = await trainedModel(texts, {
      model: wordLevelTrainer({ vocabularySize: size, minimumFrequency: frequency }),
      preTokenizer: whitespaceSplit(),
      specialTokens: ['<unk>'],
    });
    expect(inOrder((model as { readonly vocab: Record<string, number> }).vocab)).toEqual(vocab);
  },
);

test.each(goldens.unigrams)(
  'learns the pieces and scores that the reference learns',
  async ({ texts, options, unk_id: unknownId, pieces }) => {
    const model = (await trainedModel(texts, {
      model: unigramTrainer({
        vocabularySize: options.vocab_size,
        unknownToken: '<unk>',
        initialAlphabet: options.initial_alphabet ?? [],
        ...(options.shrinking_factor === undefined ? {} : { shrinkingFactor: options.shrinking_factor }),
        ...(options.n_sub_iterations === undefined ? {} : { subIterations: options.n_sub_iterations }),
        ...(options.max_piece_length === undefined ? {} : { maximumPieceLength: options.max_piece_length }),
      }),
      preTokenizer: metaspace(),
      specialTokens: ['<s>'],
    })) as { readonly unk_id: number; readonly vocab: readonly (readonly [string, number])[] };
    expect(model.unk_id).toBe(unknownId);
    const scores = new Map(model.vocab);
    expect([...scores.keys()].toSorted()).toEqual(pieces.map(([piece]) => piece).toSorted());
    // Characters that estimation dropped get scores in the order of a hash table, 0.0001 apart.
    for (const [piece, score] of pieces)
      expect(Math.abs((scores.get(piece) as number) - score)).toBeLessThan(0.01);
  },
);

test('WordPiece learns the tokens of BPE with a prefix', async () => {
  const texts = ['hugging hugs hug hugged hugger'];
  const model = (await trainedModel(texts, {
    model: wordPieceTrainer({ vocabularySize: 24 }),
    preTokenizer: whitespaceSplit(),
    specialTokens: ['[UNK]'],
  })) as { readonly type: string; readonly vocab: Record<string, number> };
  expect(model.type).toBe('WordPiece');
  expect(inOrder(model.vocab)).toEqual(
    expect.arrayContaining(['[UNK]', 'h', '##u', '##g', 'hu', 'hug', 'hugs']),
  );
});
