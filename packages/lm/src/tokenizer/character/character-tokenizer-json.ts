import { z } from 'zod';
import { type AddedToken, addedTokenSchema, describeAddedTokens } from '../json/added-token.ts';

const characterSplit = {
  type: 'Split',
  pattern: { Regex: '[\\s\\S]' },
  behavior: 'Isolated',
  invert: false,
} as const;

/** A `tokenizer.json` whose pre-tokenizer cuts after every character. */
export const characterTokenizerSchema: z.ZodType<CharacterTokenizerJson> = z.object({
  version: z.literal('1.0'),
  truncation: z.null(),
  padding: z.null(),
  added_tokens: z.array(addedTokenSchema),
  normalizer: z.null(),
  pre_tokenizer: z.object({
    type: z.literal('Split'),
    pattern: z.object({ Regex: z.literal(characterSplit.pattern.Regex) }),
    behavior: z.literal('Isolated'),
    invert: z.literal(false),
  }),
  post_processor: z.null(),
  decoder: z.object({ type: z.literal('Fuse') }),
  model: z.object({
    type: z.literal('WordLevel'),
    vocab: z.record(z.string(), z.int().nonnegative()),
    unk_token: z.string(),
  }),
});

/** The file form of a character tokenizer, as Hugging Face's tokenizers reads it. */
export interface CharacterTokenizerJson {
  readonly version: '1.0';
  readonly truncation: null;
  readonly padding: null;
  readonly added_tokens: readonly AddedToken[];
  readonly normalizer: null;
  readonly pre_tokenizer: typeof characterSplit;
  readonly post_processor: null;
  readonly decoder: { readonly type: 'Fuse' };
  readonly model: {
    readonly type: 'WordLevel';
    readonly vocab: Readonly<Record<string, number>>;
    /** `''` (which is never in the vocabulary) where unknown characters are an error. */
    readonly unk_token: string;
  };
}

/** Writes a character tokenizer as `tokenizer.json`. */
export function characterTokenizerJson(
  characters: readonly string[],
  specialTokens: ReadonlyMap<string, number>,
  unknownToken: string | undefined,
): CharacterTokenizerJson {
  const vocabulary = [...characters.map((character, id) => [character, id] as const), ...specialTokens];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: describeAddedTokens(specialTokens),
    normalizer: null,
    pre_tokenizer: characterSplit,
    post_processor: null,
    decoder: { type: 'Fuse' },
    model: { type: 'WordLevel', vocab: Object.fromEntries(vocabulary), unk_token: unknownToken ?? '' },
  };
}
