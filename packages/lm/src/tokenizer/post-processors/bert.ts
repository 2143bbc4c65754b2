import * as z from 'zod';
import type { LayoutPiece, PostProcessor } from './post-processor.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** A token's spelling and id. */
export type TokenAndId = readonly [token: string, id: number];

/** Schema of {@link TokenAndId}. */
export const tokenAndIdSchema: z.ZodType<TokenAndId> = z.tuple([z.string(), z.int().nonnegative()]);

/** `BertProcessing` in `tokenizer.json`. */
export interface BertProcessingJson {
  readonly type: 'BertProcessing';
  readonly sep: TokenAndId;
  readonly cls: TokenAndId;
}

/** Schema of {@link BertProcessingJson}. */
export const bertProcessingSchema: z.ZodType<BertProcessingJson> = z.object({
  type: z.literal('BertProcessing'),
  sep: tokenAndIdSchema,
  cls: tokenAndIdSchema,
});

/**
 * `[CLS] A [SEP]`, and `[CLS] A [SEP] B [SEP]` with type 1 from B on.
 *
 * @param tokens - spelling and id of the token behind each text, and of the one before the first text
 * @example
 * ```ts
 * import { bertProcessing, TextTokenizer, whitespaceSplit, wordLevel } from '@fm/lm/tokenizer';
 *
 * const entries = new Map([['[CLS]', 0], ['[SEP]', 1], ['hi', 2], ['you', 3]]);
 * const postProcessor = bertProcessing({ cls: ['[CLS]', 0], sep: ['[SEP]', 1] });
 * const tokenizer = new TextTokenizer({ model: wordLevel(entries), preTokenizer: whitespaceSplit(), postProcessor });
 * tokenizer.encode('hi', { pair: 'you' }).tokens; // => ['[CLS]', 'hi', '[SEP]', 'you', '[SEP]']
 * ```
 */
export function bertProcessing({
  sep,
  cls,
}: Omit<BertProcessingJson, 'type'>): PostProcessor & SavedAs<BertProcessingJson> {
  const single = [controlToken(cls, 0), { sequence: 0, typeId: 0 }, controlToken(sep, 0)] as const;
  const pair = [...single, { sequence: 1, typeId: 1 }, controlToken(sep, 1)] as const;
  return Object.freeze({
    layout: { single, pair },
    trimming: undefined,
    toJSON: () => ({ type: 'BertProcessing', sep, cls }) as const,
  });
}

/** One control token as a piece of a layout. */
export function controlToken([token, id]: TokenAndId, typeId: number): LayoutPiece {
  return { ids: [id], tokens: [token], typeId };
}
