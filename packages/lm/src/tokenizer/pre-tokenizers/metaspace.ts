import { ArgumentError } from '@fm/core';
import * as z from 'zod';
import { spansOfString } from '../text/span.ts';
import { splitText } from '../text/split-behavior.ts';
import { characterSchema } from './char-delimiter-split.ts';
import { type PreTokenizerPart, preTokenizerPart } from './pre-tokenizer-part.ts';

/** When the mark of a space is put before a piece: before every piece, where the text begins, or never. */
export type PrependScheme = 'always' | 'first' | 'never';

/** `Metaspace` in `tokenizer.json`. */
export interface MetaspaceJson {
  readonly type: 'Metaspace';
  readonly replacement: string;
  readonly prepend_scheme: PrependScheme;
  readonly split: boolean;
}

/** Schema of {@link MetaspaceJson}; takes the older files' `add_prefix_space` and ignores their `str_rep`. */
export const metaspaceSchema: z.ZodType<MetaspaceJson> = z
  .object({
    type: z.literal('Metaspace'),
    replacement: characterSchema,
    prepend_scheme: z.enum(['always', 'first', 'never']).optional(),
    add_prefix_space: z.boolean().nullish(),
    split: z.boolean().nullish(),
  })
  .refine(
    ({ add_prefix_space, prepend_scheme }) => add_prefix_space !== false || prepend_scheme === 'never',
    'add_prefix_space false needs prepend_scheme never',
  )
  .transform(({ type, replacement, prepend_scheme, split }) => ({
    type,
    replacement,
    prepend_scheme: prepend_scheme ?? 'always',
    split: split ?? true,
  }));

/** Options of {@link metaspace}. */
export interface MetaspaceOptions {
  /** One character. @default '▁' */
  readonly replacement?: string;
  /** @default 'always' */
  readonly prependScheme?: PrependScheme;
  /** Whether to split before every replacement. @default true */
  readonly split?: boolean;
}

/**
 * Writes spaces as a visible mark and splits before it, as sentencepiece does.
 *
 * @throws {ArgumentError} when `replacement` is not one character
 * @example
 * ```ts
 * import { AlignedText, metaspace } from '@fm/lm/tokenizer';
 *
 * metaspace().split(AlignedText.of('so be it')).map((piece) => piece.text); // => ['▁so', '▁be', '▁it']
 * ```
 */
export function metaspace({
  replacement = '▁',
  prependScheme = 'always',
  split = true,
}: MetaspaceOptions = {}): PreTokenizerPart<MetaspaceJson> {
  if ([...replacement].length !== 1)
    throw new ArgumentError('metaspace: the replacement must be one character', {
      received: JSON.stringify(replacement),
    });
  const find = spansOfString(replacement);
  const json: MetaspaceJson = { type: 'Metaspace', replacement, prepend_scheme: prependScheme, split };
  return preTokenizerPart(json, (text) => {
    let marked =
      replacement.length === 1
        ? text.withText(text.text.replaceAll(' ', replacement))
        : text.mapCharacters((character) => (character === ' ' ? replacement : undefined));
    const mayPrepend = prependScheme === 'always' || (prependScheme === 'first' && text.isAtStart);
    if (mayPrepend && !marked.text.startsWith(replacement)) marked = marked.prepend(replacement);
    return split ? splitText(marked, find, 'MergedWithNext') : [marked];
  });
}
