import { byteLevelDecoder } from '../decoders/byte-level.ts';
import { bpe } from '../models/bpe/bpe.ts';
import { parseModel } from '../models/parse-model.ts';
import { vocabularyEntries } from '../models/vocabulary/vocabulary.ts';
import { vocabularySchema } from '../models/vocabulary/vocabulary-json.ts';
import { byteLevelProcessing } from '../post-processors/byte-level.ts';
import { byteLevelPreTokenizer } from '../pre-tokenizers/byte-level.ts';
import { TextTokenizer } from '../text-tokenizer.ts';
import { fileLines } from './file-lines.ts';

/** The two files of a GPT-2 vocabulary. */
export interface Gpt2VocabularyFiles {
  /** Parsed content of `vocab.json`: ids by token. */
  readonly vocabulary: unknown;
  /** Text of `merges.txt`: one merge per line, the earliest first. */
  readonly merges: string;
}

/** Options of {@link readGpt2Vocabulary}. */
export interface Gpt2VocabularyOptions {
  /** Treat a text as if a space came before it. @default false */
  readonly addPrefixSpace?: boolean;
  /** Control tokens; those that the vocabulary lacks get the next ids. @default ['<|endoftext|>'] */
  readonly specialTokens?: readonly string[];
  /** The one of them that ends a text. @default `<|endoftext|>` where it is special */
  readonly endOfText?: string;
}

/**
 * The GPT-2 tokenizer of a `vocab.json` and a `merges.txt`.
 *
 * @throws {FormatError} when a file is damaged, or a merge uses a token that the vocabulary lacks
 * @throws {ArgumentError} when `endOfText` is not in the vocabulary
 * @example
 * ```ts
 * import { readGpt2Vocabulary } from '@fm/lm/tokenizer';
 *
 * const tokenizer = readGpt2Vocabulary({ vocabulary: { a: 0, b: 1, ab: 2 }, merges: '#version: 0.2\na b\n' });
 * tokenizer.encode('abb').ids; // => Uint32Array [2, 1]
 * ```
 */
export function readGpt2Vocabulary(
  { vocabulary, merges }: Gpt2VocabularyFiles,
  { addPrefixSpace = false, specialTokens = ['<|endoftext|>'], endOfText }: Gpt2VocabularyOptions = {},
): TextTokenizer {
  const entries = vocabularyEntries(parseModel(vocabularySchema, vocabulary, 'GPT-2'));
  const lines = fileLines(merges, 'merges.txt').filter((line) => line !== '' && !line.startsWith('#version'));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: addPrefixSpace, use_regex: true } as const;
  return new TextTokenizer(
    {
      preTokenizer: byteLevelPreTokenizer({ addPrefixSpace }),
      model: bpe(entries, lines),
      postProcessor: byteLevelProcessing({ ...byteLevel, trim_offsets: false }),
      decoder: byteLevelDecoder({ ...byteLevel, trim_offsets: true }),
      addedTokens: specialTokens.map((content) => ({ content, special: true })),
    },
    { endOfText },
  );
}
