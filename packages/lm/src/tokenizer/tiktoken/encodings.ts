import { gpt2Pattern } from '../pre-tokenizers/byte-level.ts';
import { cl100kPattern, o200kPattern } from '../fast/split-families.ts';

/** What a rank file does not say: how text is cut, and which control tokens there are. */
export interface TiktokenEncoding {
  /** Regular expression whose matches are the pieces, in the syntax of tokenizer files. */
  readonly pattern: string;
  /** Ids by control token. */
  readonly specialTokens: Readonly<Record<string, number>>;
}

/** Names of the encodings of OpenAI's models. */
export type TiktokenEncodingName =
  | 'gpt2'
  | 'r50k_base'
  | 'p50k_base'
  | 'p50k_edit'
  | 'cl100k_base'
  | 'o200k_base'
  | 'o200k_harmony';

const endOfText = '<|endoftext|>';
const endOfPrompt = '<|endofprompt|>';
const fillInTheMiddle = ['<|fim_prefix|>', '<|fim_middle|>', '<|fim_suffix|>'];
const endOfPromptId = 200_018;
const endOfHarmony = 201_088;

const gpt2: TiktokenEncoding = { pattern: gpt2Pattern, specialTokens: { [endOfText]: 50_256 } };

/**
 * The encodings by name. Patterns are spelled as in tokenizer files, where they give the same ids as OpenAI's own.
 *
 * @see https://github.com/openai/tiktoken `tiktoken_ext/openai_public.py`
 * @example
 * ```ts
 * import { tiktokenEncodings } from '@fm/lm/tokenizer';
 *
 * tiktokenEncodings.o200k_base.specialTokens; // => { '<|endoftext|>': 199999, '<|endofprompt|>': 200018 }
 * ```
 */
export const tiktokenEncodings: Readonly<Record<TiktokenEncodingName, TiktokenEncoding>> = {
  gpt2,
  r50k_base: gpt2,
  p50k_base: gpt2,
  p50k_edit: {
    pattern: gpt2Pattern,
    specialTokens: { ...gpt2.specialTokens, ...numbered(fillInTheMiddle, 50_281) },
  },
  cl100k_base: {
    pattern: cl100kPattern,
    specialTokens: numbered([endOfText, ...fillInTheMiddle], 100_257, { [endOfPrompt]: 100_276 }),
  },
  o200k_base: {
    pattern: o200kPattern,
    specialTokens: { [endOfText]: 199_999, [endOfPrompt]: endOfPromptId },
  },
  o200k_harmony: {
    pattern: o200kPattern,
    specialTokens: {
      ...harmonyTokens(),
      '<|startoftext|>': 199_998,
      [endOfText]: 199_999,
      [endOfPrompt]: endOfPromptId,
    },
  },
};

function numbered(
  tokens: readonly string[],
  first: number,
  others: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  return { ...Object.fromEntries(tokens.map((token, i) => [token, first + i])), ...others };
}

/** Control tokens of the chat format of gpt-oss; unused ids are reserved. */
function harmonyTokens(): Readonly<Record<string, number>> {
  const named = new Map([
    [200_002, 'return'],
    [200_003, 'constrain'],
    [200_005, 'channel'],
    [200_006, 'start'],
    [200_007, 'end'],
    [200_008, 'message'],
    [200_012, 'call'],
  ]);
  const ids = Array.from({ length: endOfHarmony - 200_000 }, (_, i) => 200_000 + i);
  // The end of the prompt keeps its id, which the reserved tokens run over.
  const entries = ids
    .filter((id) => id !== endOfPromptId)
    .map((id) => [`<|${named.get(id) ?? `reserved_${id}`}|>`, id] as const);
  return Object.fromEntries(entries);
}
