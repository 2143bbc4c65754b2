import { FormatError } from '@fm/core';
import * as z from 'zod';
import type { LayoutPiece, PostProcessor } from './post-processor.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** A place in a template, as `tokenizer.json` writes it. */
export type TemplatePieceJson =
  | { readonly Sequence: { readonly id: 'A' | 'B'; readonly type_id: number } }
  | { readonly SpecialToken: { readonly id: string; readonly type_id: number } };

/** A control token of a template; it may stand for several ids. */
export interface TemplateTokenJson {
  readonly id: string;
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
}

/** `TemplateProcessing` in `tokenizer.json`. */
export interface TemplateProcessingJson {
  /** Names the post-processor. */
  readonly type: 'TemplateProcessing';
  /** Layout of one text, A. */
  readonly single: readonly TemplatePieceJson[];
  /** Layout of two texts, A and B. */
  readonly pair: readonly TemplatePieceJson[];
  /** The control tokens that the layouts name. */
  readonly special_tokens: Readonly<Record<string, TemplateTokenJson>>;
}

const piece = z.union([
  z.object({ Sequence: z.object({ id: z.enum(['A', 'B']), type_id: z.int().nonnegative() }) }),
  z.object({ SpecialToken: z.object({ id: z.string(), type_id: z.int().nonnegative() }) }),
]);
const pieces = z.array(piece).max(1024);

/** Schema of {@link TemplateProcessingJson}. */
export const templateProcessingSchema: z.ZodType<TemplateProcessingJson> = z.object({
  type: z.literal('TemplateProcessing'),
  single: pieces,
  pair: pieces,
  special_tokens: z.record(
    z.string(),
    z.object({
      id: z.string(),
      ids: z.array(z.int().nonnegative()).max(1024),
      tokens: z.array(z.string()).max(1024),
    }),
  ),
});

/**
 * Puts control tokens where templates for one text and for a pair say.
 *
 * @throws {FormatError} when a template names a token that is not listed, or a single text's uses the second text
 * @example
 * ```ts
 * import { byteTokenizer, templateProcessing, TextTokenizer } from '@fm/lm/tokenizer';
 *
 * const begin = { SpecialToken: { id: '<s>', type_id: 0 } };
 * const text = (id: 'A' | 'B') => ({ Sequence: { id, type_id: 0 } });
 * const postProcessor = templateProcessing({
 *   single: [begin, text('A')],
 *   pair: [begin, text('A'), begin, text('B')],
 *   special_tokens: { '<s>': { id: '<s>', ids: [256], tokens: ['<s>'] } },
 * });
 * const { parts } = byteTokenizer({ specialTokens: ['<s>'] });
 * new TextTokenizer({ ...parts, postProcessor }).encode('ab').tokens; // => ['<s>', 'a', 'b']
 * ```
 */
export function templateProcessing(
  json: Omit<TemplateProcessingJson, 'type'>,
): PostProcessor & SavedAs<TemplateProcessingJson> {
  const { single, pair, special_tokens } = json;
  const tokens = new Map(Object.entries(special_tokens));
  if (single.some((each) => 'Sequence' in each && each.Sequence.id === 'B')) {
    throw damaged('"single" without the sequence B', 'B');
  }
  const layout = {
    single: single.map((each) => layoutPiece(each, tokens)),
    pair: pair.map((each) => layoutPiece(each, tokens)),
  };
  return Object.freeze({
    layout,
    trimming: undefined,
    toJSON: () => ({ type: 'TemplateProcessing', single, pair, special_tokens }) as const,
  });
}

function layoutPiece(json: TemplatePieceJson, tokens: ReadonlyMap<string, TemplateTokenJson>): LayoutPiece {
  if ('Sequence' in json)
    return { sequence: json.Sequence.id === 'A' ? 0 : 1, typeId: json.Sequence.type_id };
  const { id, type_id: typeId } = json.SpecialToken;
  const token = tokens.get(id);
  if (token === undefined) throw damaged([...tokens.keys()].join(', '), id);
  if (token.ids.length !== token.tokens.length) throw damaged('as many ids as tokens', JSON.stringify(token));
  return { ids: token.ids, tokens: token.tokens, typeId };
}

function damaged(expected: string, received: string): FormatError {
  return new FormatError('The post_processor of the tokenizer file is damaged', { expected, received });
}
