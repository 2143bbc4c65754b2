import * as z from 'zod/mini';
import { toByteLevel } from '../text/byte-level-text.ts';
import { compilePattern } from '../text/pattern/compile-pattern.ts';
import { spansOf } from '../text/span.ts';
import { type PreTokenizerPart, preTokenizerPart } from './pre-tokenizer-part.ts';

/** The pre-tokenizer `ByteLevel` in `tokenizer.json`. */
export interface ByteLevelPreTokenizerJson {
  readonly type: 'ByteLevel';
  readonly add_prefix_space: boolean;
  readonly trim_offsets: boolean;
  readonly use_regex: boolean;
}

/** Schema of {@link ByteLevelPreTokenizerJson}. */
export const byteLevelPreTokenizerSchema: z.ZodMiniType<ByteLevelPreTokenizerJson> = z.object({
  type: z.literal('ByteLevel'),
  add_prefix_space: z.boolean(),
  trim_offsets: z.boolean(),
  use_regex: z._default(z.boolean(), true),
});

/** Options of {@link byteLevelPreTokenizer}. */
export interface ByteLevelPreTokenizerOptions {
  /** Whether a text that does not begin with a space gets one. @default true */
  readonly addPrefixSpace?: boolean;
  /** Kept for the file: trimming is the post-processor's. @default true */
  readonly trimOffsets?: boolean;
  /** Whether to split as GPT-2 does. @default true */
  readonly useRegex?: boolean;
}

/** GPT-2's pattern: English clitics, then words, numbers and other runs with the space before them. */
export const gpt2Pattern: string = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/**
 * Splits as GPT-2 does and writes every byte of the pieces' UTF-8 as a printable character.
 *
 * @see Radford et al., "Language models are unsupervised multitask learners", 2019, section 2.2
 * @example
 * ```ts
 * import { AlignedText, byteLevelPreTokenizer } from '@fm/lm/tokenizer';
 *
 * const pieces = byteLevelPreTokenizer({ addPrefixSpace: false }).split(AlignedText.of("it's 12 é"));
 * pieces.map((piece) => piece.text); // => ['it', "'s", 'Ġ12', 'ĠÃ©']
 * ```
 */
export function byteLevelPreTokenizer({
  addPrefixSpace = true,
  trimOffsets = true,
  useRegex = true,
}: ByteLevelPreTokenizerOptions = {}): PreTokenizerPart<ByteLevelPreTokenizerJson> {
  const json: ByteLevelPreTokenizerJson = {
    type: 'ByteLevel',
    add_prefix_space: addPrefixSpace,
    trim_offsets: trimOffsets,
    use_regex: useRegex,
  };
  const find = spansOf(compilePattern(gpt2Pattern));
  return preTokenizerPart(json, (text) => {
    const prefixed = addPrefixSpace && !text.text.startsWith(' ') ? text.prepend(' ') : text;
    const written = toByteLevel(prefixed);
    if (!useRegex) return [written];
    // One writing and many slices: cheaper than many writings.
    let end = 0;
    return find(prefixed.text).map((span) => {
      const start = end;
      end += utf8Length(prefixed.text, span.start, span.end);
      return written.slice(start, end);
    });
  });
}

function utf8Length(text: string, start: number, end: number): number {
  let length = 0;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a surrogate pair counts two of its four bytes.
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
  }
  return length;
}
