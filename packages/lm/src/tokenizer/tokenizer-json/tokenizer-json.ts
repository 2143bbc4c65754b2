import * as z from 'zod';
import { type AddedTokenJson, addedTokenSchema } from '../added-tokens/added-token.ts';
import { type PaddingJson, paddingSchema } from '../encoding/padding.ts';
import { type TruncationJson, truncationSchema } from '../encoding/truncation.ts';

/** The content of a `tokenizer.json`; each part is read by its own reader. */
export interface TokenizerJson {
  readonly version: '1.0';
  readonly truncation: TruncationJson | null;
  readonly padding: PaddingJson | null;
  readonly added_tokens: readonly AddedTokenJson[];
  readonly normalizer: unknown;
  readonly pre_tokenizer: unknown;
  readonly post_processor: unknown;
  readonly decoder: unknown;
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
