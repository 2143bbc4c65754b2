import * as z from 'zod';
import type { PostProcessor } from './post-processor.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `ByteLevel` in `tokenizer.json`. */
export interface ByteLevelProcessingJson {
  /** Names the post-processor. */
  readonly type: 'ByteLevel';
  /** Whether a single space at the beginning was put there by the pre-tokenizer. */
  readonly add_prefix_space: boolean;
  /** Whether offsets leave out the spaces that tokens begin or end with. */
  readonly trim_offsets: boolean;
  /** Of no meaning here. */
  readonly use_regex: boolean;
}

/** Schema of {@link ByteLevelProcessingJson}. */
export const byteLevelProcessingSchema: z.ZodType<ByteLevelProcessingJson> = z.object({
  type: z.literal('ByteLevel'),
  add_prefix_space: z.boolean(),
  trim_offsets: z.boolean(),
  use_regex: z.boolean().default(true),
});

/**
 * Adds no tokens; leaves spaces out of offsets where `trim_offsets` is set.
 *
 * @example
 * ```ts
 * import { bpe, byteLevelPreTokenizer, byteLevelProcessing, TextTokenizer } from '@fm/lm/tokenizer';
 *
 * const settings = { add_prefix_space: false, trim_offsets: true, use_regex: true };
 * const tokenizer = new TextTokenizer({
 *   model: bpe(new Map([['a', 0], ['Ġ', 1], ['Ġa', 2]]), ['Ġ a']),
 *   preTokenizer: byteLevelPreTokenizer({ addPrefixSpace: false }),
 *   postProcessor: byteLevelProcessing({ type: 'ByteLevel', ...settings }),
 * });
 * tokenizer.encode('a a').offsets; // => Uint32Array [0, 1, 2, 3]
 * ```
 */
export function byteLevelProcessing(
  json: ByteLevelProcessingJson,
): PostProcessor & SavedAs<ByteLevelProcessingJson> {
  return Object.freeze({
    layout: undefined,
    trimming: json.trim_offsets ? { addPrefixSpace: json.add_prefix_space } : undefined,
    toJSON: () => json,
  });
}
