import { FormatError } from '@fm/core';
import * as z from 'zod';
import type { AddedToken } from '../added-tokens/added-token.ts';
import { readDecoder } from '../decoders/read-decoder.ts';
import { readPadding } from '../encoding/padding.ts';
import { readTruncation } from '../encoding/truncation.ts';
import { readModel } from '../models/read-model.ts';
import { readNormalizer } from '../normalizers/read-normalizer.ts';
import { readPostProcessor } from '../post-processors/read-post-processor.ts';
import { readPreTokenizer } from '../pre-tokenizers/read-pre-tokenizer.ts';
import { TextTokenizer, type TokenizerParts } from '../text-tokenizer.ts';
import { configuredTemplate } from './configured-template.ts';
import { readTokenizerConfig, type TokenizerConfig } from './tokenizer-config.ts';
import { type TokenizerJson, tokenizerSchema } from './tokenizer-json.ts';

/** Options of {@link readTokenizer}. */
export interface ReadTokenizerOptions {
  /**
   * The special token that ends a text.
   *
   * @default the `eos_token` of `config`, else `<|endoftext|>` where it is special
   */
  readonly endOfText?: string;
  /** A parsed `tokenizer_config.json`. @default none */
  readonly config?: unknown;
}

/**
 * The tokenizer that a parsed `tokenizer.json` describes, in the format of Hugging Face's tokenizers.
 *
 * @throws {FormatError} when it is no tokenizer file, or a damaged one; the message names the field
 * @throws {UnsupportedError} when it has a part that is not known
 * @throws {ArgumentError} when `endOfText` is not in the vocabulary
 * @example
 * ```ts
 * import { characterTokenizer, readTokenizer } from '@fm/lm/tokenizer';
 *
 * const saved = JSON.stringify(characterTokenizer('to be or not to be'));
 * readTokenizer(JSON.parse(saved)).decode([6, 4]); // => 'to'
 * ```
 */
export function readTokenizer(
  json: unknown,
  { endOfText, config }: ReadTokenizerOptions = {},
): TextTokenizer {
  const file = parseFile(json);
  const about = config === undefined ? undefined : readTokenizerConfig(config);
  const parts = readParts(file, about);
  return new TextTokenizer(parts, {
    endOfText: endOfText ?? knownToken(parts, about?.namedTokens.eos),
    padToken: about?.namedTokens.pad,
    cleanUpTokenizationSpaces: about?.cleanUpTokenizationSpaces,
    config: about,
  });
}

function parseFile(json: unknown): TokenizerJson {
  const parsed = tokenizerSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new FormatError('This is not a tokenizer file', {
    expected: 'the content of a tokenizer.json',
    received: z.prettifyError(parsed.error),
    hint: 'Write it again with JSON.stringify(tokenizer).',
    cause: parsed.error,
  });
}

function readParts(file: TokenizerJson, config: TokenizerConfig | undefined): TokenizerParts {
  const parts: TokenizerParts = {
    model: readModel(file.model),
    normalizer: optional(file.normalizer, readNormalizer),
    preTokenizer: optional(file.pre_tokenizer, readPreTokenizer),
    postProcessor: optional(file.post_processor, readPostProcessor),
    decoder: optional(file.decoder, readDecoder),
    addedTokens: withConfigured(file.added_tokens, config),
    truncation: optional(file.truncation, readTruncation),
    padding: optional(file.padding, readPadding),
  };
  return config === undefined ? parts : { ...parts, postProcessor: configuredTemplate(parts, config) };
}

function optional<Json, Part>(json: Json | null, read: (json: Json) => Part): Part | undefined {
  return json === null ? undefined : read(json);
}

/** Control tokens that only the configuration names are special tokens too. */
function withConfigured(
  tokens: readonly AddedToken[],
  config: TokenizerConfig | undefined,
): readonly AddedToken[] {
  if (config === undefined) return tokens;
  const listed = new Set(tokens.map(({ content }) => content));
  const named = [...Object.values(config.namedTokens), ...config.additionalSpecialTokens];
  const missing = [...new Set(named)].filter((content) => !listed.has(content));
  return [...tokens, ...missing.map((content) => ({ content, special: true }))];
}

/** A token of the configuration, if the tokenizer has it. */
function knownToken(
  { model, addedTokens = [] }: TokenizerParts,
  token: string | undefined,
): string | undefined {
  if (token === undefined) return undefined;
  const isKnown = addedTokens.some(({ content }) => content === token) || model.idOf(token) !== undefined;
  return isKnown ? token : undefined;
}
