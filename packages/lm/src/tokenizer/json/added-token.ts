import { z } from 'zod';

/** A special token as `tokenizer.json` lists it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

/** Only tokens that match literally: no stripping, no word boundaries. */
export const addedTokenSchema: z.ZodType<AddedToken> = z.object({
  id: z.int().nonnegative(),
  content: z.string().min(1),
  single_word: z.literal(false),
  lstrip: z.literal(false),
  rstrip: z.literal(false),
  normalized: z.literal(false),
  special: z.literal(true),
});

/** The `added_tokens` list of special tokens. */
export function describeAddedTokens(specialTokens: ReadonlyMap<string, number>): readonly AddedToken[] {
  return [...specialTokens].map(([content, id]) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
}
