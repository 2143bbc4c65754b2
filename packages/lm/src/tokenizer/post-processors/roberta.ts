import * as z from 'zod';
import { controlToken, type TokenAndId, tokenAndIdSchema } from './bert.ts';
import type { PostProcessor } from './post-processor.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `RobertaProcessing` in `tokenizer.json`. */
export interface RobertaProcessingJson {
  readonly type: 'RobertaProcessing';
  readonly sep: TokenAndId;
  readonly cls: TokenAndId;
  readonly trim_offsets: boolean;
  readonly add_prefix_space: boolean;
}

/** Schema of {@link RobertaProcessingJson}. */
export const robertaProcessingSchema: z.ZodType<RobertaProcessingJson> = z.object({
  type: z.literal('RobertaProcessing'),
  sep: tokenAndIdSchema,
  cls: tokenAndIdSchema,
  trim_offsets: z.boolean(),
  add_prefix_space: z.boolean(),
});

/**
 * `<s> A </s>`, and `<s> A </s></s> B </s>`, all of type 0.
 *
 * @param json - `sep` and `cls` with their ids, and whether and how offsets leave out spaces
 * @example
 * ```ts
 * import { robertaProcessing, TextTokenizer, whitespaceSplit, wordLevel } from '@fm/lm/tokenizer';
 *
 * const entries = new Map([['<s>', 0], ['</s>', 1], ['hi', 2], ['you', 3]]);
 * const tokens = { cls: ['<s>', 0], sep: ['</s>', 1] } as const;
 * const postProcessor = robertaProcessing({ ...tokens, trim_offsets: false, add_prefix_space: false });
 * const tokenizer = new TextTokenizer({ model: wordLevel(entries), preTokenizer: whitespaceSplit(), postProcessor });
 * tokenizer.encode('hi', { pair: 'you' }).tokens; // => ['<s>', 'hi', '</s>', '</s>', 'you', '</s>']
 * ```
 */
export function robertaProcessing(
  json: Omit<RobertaProcessingJson, 'type'>,
): PostProcessor & SavedAs<RobertaProcessingJson> {
  const { sep, cls, trim_offsets: trim, add_prefix_space: addPrefixSpace } = json;
  const single = [controlToken(cls, 0), { sequence: 0, typeId: 0 }, controlToken(sep, 0)] as const;
  const second = [controlToken(sep, 0), { sequence: 1, typeId: 0 }, controlToken(sep, 0)] as const;
  return Object.freeze({
    layout: { single, pair: [...single, ...second] },
    trimming: trim ? { addPrefixSpace } : undefined,
    toJSON: () =>
      ({
        type: 'RobertaProcessing',
        sep,
        cls,
        trim_offsets: trim,
        add_prefix_space: addPrefixSpace,
      }) as const,
  });
}
