import { ArgumentError, type Tokenizer } from '@fm/core';
import type { ImagePromptDialect, ResolvedFragment } from '../image-prompt.ts';

/** What a text encoder's rows look like. */
export interface ChunkOptions {
  readonly tokenizer: Tokenizer;
  /** Tokens of a row, with begin and end. @default 77 */
  readonly contextLength?: number;
  /**
   * Most chunks; what does not fit is cut.
   *
   * @default 1 for compel, as many as needed for AUTOMATIC1111
   */
  readonly maxChunks?: number;
  /**
   * When a chunk is full and had a comma in its last tokens, this many at most, what follows the comma begins the next
   * chunk; 0 cuts wherever the chunk is full.
   *
   * @default 20 for AUTOMATIC1111, 0 for compel
   */
  readonly commaBacktrack?: number;
}

/** A row of a text encoder, without begin, end and padding. */
export interface PromptChunk {
  readonly tokens: readonly ChunkToken[];
  /** Why it ended. */
  readonly end: 'prompt' | 'full' | 'comma' | 'break';
}

/** A token with the weight of its text. */
export interface ChunkToken {
  readonly id: number;
  /** As the vocabulary spells it. */
  readonly token: string;
  readonly weight: number;
  /** The index of its fragment. */
  readonly fragment: number;
}

/** A prompt in rows of a text encoder, and what did not fit. */
export interface ChunkReport {
  readonly chunks: readonly PromptChunk[];
  /** Tokens beyond the last chunk. */
  readonly cut: readonly ChunkToken[];
  /** The text of those tokens. */
  readonly cutText: string;
}

/**
 * Splits a prompt into the rows of a text encoder: 75 tokens each for CLIP. Every fragment is tokenized on its own.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/Features#attentionemphasis
 * @see https://github.com/damian0815/compel
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { chunkPrompt, parseA1111, promptAtStep } from '@fm/prompt';
 *
 * const { clauses } = parseA1111('one BREAK (two:1.3)');
 * const said = promptAtStep(clauses[0]?.parts[0]?.fragments ?? [], { step: 1, steps: 1 });
 * const { chunks } = chunkPrompt(said, 'a1111', { tokenizer: byteTokenizer() });
 * chunks.map(({ tokens, end }) => [tokens.length, tokens[0]?.weight, end]); // => [[3, 1, 'break'], [3, 1.3, 'prompt']]
 * ```
 */
export function chunkPrompt(
  fragments: readonly ResolvedFragment[],
  dialect: ImagePromptDialect,
  options: ChunkOptions,
): ChunkReport {
  const a1111 = dialect === 'a1111';
  const {
    tokenizer,
    contextLength = 77,
    maxChunks = a1111 ? Number.POSITIVE_INFINITY : 1,
    commaBacktrack = a1111 ? 20 : 0,
  } = options;
  if (!(contextLength >= 3) || !(maxChunks >= 1) || !(commaBacktrack >= 0)) {
    throw new ArgumentError('chunkPrompt: an option is out of range', {
      expected: 'contextLength of at least 3, maxChunks of at least 1, commaBacktrack of at least 0',
      received: `${contextLength}, ${maxChunks}, ${commaBacktrack}`,
    });
  }
  const chunks: PromptChunk[] = [];
  let tokens: ChunkToken[] = [];
  const close = (end: PromptChunk['end'], rest: readonly ChunkToken[] = []): void => {
    chunks.push({ tokens, end });
    tokens = [...rest];
  };
  for (const [index, fragment] of fragments.entries()) {
    if (fragment.kind === 'break') {
      close('break');
      continue;
    }
    for (const token of tokensOf(fragment.text, tokenizer)) {
      if (tokens.length === contextLength - 2) {
        const comma = tokens.findLastIndex(isComma);
        if (
          !isComma(token) &&
          comma >= 0 &&
          tokens.length - comma <= commaBacktrack &&
          comma + 1 < tokens.length
        ) {
          const rest = tokens.splice(comma + 1);
          close('comma', rest);
        } else close('full');
      }
      tokens.push({ ...token, weight: fragment.weight, fragment: index });
    }
  }
  if (tokens.length > 0 || chunks.length === 0) close('prompt');
  const cut = chunks.slice(maxChunks).flatMap((chunk) => chunk.tokens);
  return { chunks: chunks.slice(0, maxChunks), cut, cutText: tokenizer.decode(cut.map(({ id }) => id)) };
}

function tokensOf(
  text: string,
  tokenizer: Tokenizer,
): readonly { readonly id: number; readonly token: string }[] {
  const { ids } = tokenizer.encode(text, { addSpecialTokens: false });
  return Array.from(ids, (id) => ({ id, token: tokenizer.tokenOf(id) ?? '' }));
}

/** CLIP spells a comma at the end of a word `,</w>`. */
function isComma({ token }: { readonly token: string }): boolean {
  return token === ',</w>' || token === ',';
}
