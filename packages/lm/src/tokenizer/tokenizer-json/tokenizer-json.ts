import * as z from 'zod';
import { type AddedTokenJson, addedTokenSchema } from '../added-tokens/added-token.ts';
import { type PaddingJson, paddingSchema } from '../encoding/padding.ts';
import { type TruncationJson, truncationSchema } from '../encoding/truncation.ts';

/** The content of a `tokenizer.json`; each part is read by its own reader. */
export interface TokenizerJson {
  /** Of the format. */
  readonly version: '1.0';
  /** How encodings are cut; null for not at all. */
  readonly truncation: TruncationJson | null;
  /** How encodings are made equally long; null for not at all. */
  readonly padding: PaddingJson | null;
  /** Tokens found beside the model, in the order of their ids. */
  readonly added_tokens: readonly AddedTokenJson[];
  /** First stage; null for none. */
  readonly normalizer: unknown;
  /** Second stage; null for none. */
  readonly pre_tokenizer: unknown;
  /** Fourth stage; null for none. */
  readonly post_processor: unknown;
  /** Turns tokens back into text; null for none. */
  readonly decoder: unknown;
  /** Third stage: the vocabulary, and how pieces become tokens. */
  readonly model: unknown;
}

const part = z.unknown().transform((value) => value ?? null);

/** Schema of {@link TokenizerJson}: what may be missing is null. */
export const tokenizerSchema: z.ZodType<TokenizerJson> = z.object({
  version: z.literal('1.0').default('1.0'),
  truncation: truncationSchema.nullable().default(null),
  padding: paddingSchema.nullable().default(null),
  added_tokens: z
    .array(addedTokenSchema)
    .max(1 << 20)
    .default([]),
  normalizer: part,
  pre_tokenizer: part,
  post_processor: part,
  decoder: part,
  model: z.looseObject({}),
});
