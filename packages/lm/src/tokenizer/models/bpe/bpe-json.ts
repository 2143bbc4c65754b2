import * as z from 'zod';
import { parseModel } from '../parse-model.ts';
import { vocabularyEntries } from '../vocabulary/vocabulary.ts';
import { type VocabularyJson, vocabularySchema } from '../vocabulary/vocabulary-json.ts';
import { bpe, type Bpe, type BpeOptions } from './bpe.ts';
import type { SpelledMerge } from './merge-list.ts';

const maxMerges = 1 << 23;

/** A BPE model in `tokenizer.json`. */
export interface BpeJson {
  readonly type: 'BPE';
  readonly dropout: number | null;
  readonly unk_token: string | null;
  readonly continuing_subword_prefix: string | null;
  readonly end_of_word_suffix: string | null;
  readonly fuse_unk: boolean;
  readonly byte_fallback: boolean;
  readonly ignore_merges: boolean;
  readonly vocab: VocabularyJson;
  readonly merges: readonly SpelledMerge[];
}

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

/** Schema of {@link BpeJson}; old files lack the later fields and the type. */
export const bpeSchema: z.ZodType<BpeJson> = z.object({
  type: z.literal('BPE').default('BPE'),
  dropout: z
    .number()
    .min(0)
    .max(1)
    .nullish()
    .transform((value) => value ?? null),
  unk_token: text,
  continuing_subword_prefix: text,
  end_of_word_suffix: text,
  fuse_unk: flag,
  byte_fallback: flag,
  ignore_merges: flag,
  vocab: vocabularySchema,
  merges: z.custom<readonly SpelledMerge[]>((value) => isMergeList(value), {
    error: `expected at most ${maxMerges} merges, each "a b" or ["a", "b"]`,
  }),
});

/**
 * The BPE model of a parsed `tokenizer.json`.
 *
 * @param options - what the file does not say
 * @throws {FormatError} when a field is missing or damaged
 */
export function readBpe(json: unknown, { seed = 0 }: Pick<BpeOptions, 'seed'> = {}): Bpe {
  const file = parseModel(bpeSchema, json, 'BPE');
  return bpe(vocabularyEntries(file.vocab), file.merges, {
    dropout: file.dropout ?? 0,
    seed,
    ...(file.unk_token === null ? {} : { unknownToken: file.unk_token }),
    fuseUnknown: file.fuse_unk,
    continuingSubwordPrefix: file.continuing_subword_prefix ?? '',
    endOfWordSuffix: file.end_of_word_suffix ?? '',
    byteFallback: file.byte_fallback,
    ignoreMerges: file.ignore_merges,
  });
}

function isMergeList(value: unknown): boolean {
  return Array.isArray(value) && value.length <= maxMerges && value.every(isMerge);
}

function isMerge(value: unknown): boolean {
  if (typeof value === 'string') return true;
  return Array.isArray(value) && value.length === 2 && value.every((token) => typeof token === 'string');
}
