import { ArgumentError } from '@fm/core';
import * as z from 'zod';
import type { AlignedText } from '../pipeline/aligned-text.ts';
import { type PreTokenizerPart, preTokenizerPart } from './pre-tokenizer-part.ts';

/** `FixedLength` in `tokenizer.json`. */
export interface FixedLengthJson {
  readonly type: 'FixedLength';
  readonly length: number;
}

/** Schema of {@link FixedLengthJson}. */
export const fixedLengthSchema: z.ZodType<FixedLengthJson> = z.object({
  type: z.literal('FixedLength'),
  length: z.int().positive().default(5),
});

/**
 * Pieces of `length` code points; the last may be shorter.
 *
 * @param length - of a piece, in code points. @default 5
 * @throws {ArgumentError} when `length` is no positive integer
 * @example
 * ```ts
 * import { AlignedText, fixedLength } from '@fm/lm/tokenizer';
 *
 * fixedLength(3).split(AlignedText.of('abcdefg')).map((piece) => piece.text); // => ['abc', 'def', 'g']
 * ```
 */
export function fixedLength(length = 5): PreTokenizerPart<FixedLengthJson> {
  if (!Number.isSafeInteger(length) || length < 1)
    throw new ArgumentError('fixedLength: the length must be a positive integer', {
      received: String(length),
    });
  return preTokenizerPart({ type: 'FixedLength', length }, (text) => {
    const pieces: AlignedText[] = [];
    let start = 0;
    let count = 0;
    for (let at = 0; at < text.length;) {
      at += text.text.codePointAt(at)! > 0xffff ? 2 : 1;
      if (++count < length && at < text.length) continue;
      pieces.push(text.slice(start, at));
      start = at;
      count = 0;
    }
    return pieces;
  });
}
