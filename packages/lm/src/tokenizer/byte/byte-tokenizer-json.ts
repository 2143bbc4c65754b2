import { z } from 'zod';
import { type AddedToken, addedTokenSchema, describeAddedTokens } from '../json/added-token.ts';

const byteLevel = {
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: false,
  use_regex: false,
} as const;

/** A `tokenizer.json` of byte-level BPE without merges. */
export const byteTokenizerSchema: z.ZodType<ByteTokenizerJson> = z.object({
  version: z.literal('1.0'),
  truncation: z.null(),
  padding: z.null(),
  added_tokens: z.array(addedTokenSchema),
  normalizer: z.null(),
  pre_tokenizer: byteLevelSchema(),
  post_processor: z.null(),
  decoder: byteLevelSchema(),
  model: z.object({
    type: z.literal('BPE'),
    vocab: z.record(z.string(), z.int().nonnegative()),
    merges: z.tuple([]),
  }),
});

/** The file form of a byte tokenizer, as Hugging Face's tokenizers reads it: byte-level BPE without merges. */
export interface ByteTokenizerJson {
  readonly version: '1.0';
  readonly truncation: null;
  readonly padding: null;
  readonly added_tokens: readonly AddedToken[];
  readonly normalizer: null;
  readonly pre_tokenizer: typeof byteLevel;
  readonly post_processor: null;
  readonly decoder: typeof byteLevel;
  readonly model: {
    readonly type: 'BPE';
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly [];
  };
}

/** Writes a byte tokenizer as `tokenizer.json`. */
export function byteTokenizerJson(specialTokens: ReadonlyMap<string, number>): ByteTokenizerJson {
  const bytes = byteAlphabet().map((character, byte) => [character, byte] as const);
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: describeAddedTokens(specialTokens),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: { type: 'BPE', vocab: Object.fromEntries([...bytes, ...specialTokens]), merges: [] },
  };
}

/**
 * The printable character that byte-level BPE writes for each byte: printable Latin-1 stands for itself, the
 * other bytes are numbered from U+0100 on.
 *
 * @see OpenAI's GPT-2 `encoder.py`, `bytes_to_unicode`
 */
export function byteAlphabet(): readonly string[] {
  let others = 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCodePoint(printable ? byte : 0x100 + others++);
  });
}

function byteLevelSchema(): z.ZodType<typeof byteLevel> {
  return z.object({
    type: z.literal('ByteLevel'),
    add_prefix_space: z.literal(false),
    trim_offsets: z.literal(false),
    use_regex: z.literal(false),
  });
}
