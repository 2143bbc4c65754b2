import { ArgumentError } from '@fm/core';
import * as z from 'zod';
import { type StreamDecoder, streamDecoder, type TokenWriter } from './token-writer.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `Strip` in `tokenizer.json`. */
export interface StripDecoderJson {
  readonly type: 'Strip';
  /** One character. */
  readonly content: string;
  readonly start: number;
  readonly stop: number;
}

/** Schema of {@link StripDecoderJson}. */
export const stripDecoderSchema: z.ZodType<StripDecoderJson> = z.object({
  type: z.literal('Strip'),
  content: z.string().regex(/^.$/su, 'expected one character'),
  start: z.int().nonnegative(),
  stop: z.int().nonnegative(),
});

/** Options of {@link stripDecoder}. */
export interface StripDecoderOptions {
  /** The character to remove. @default ' ' */
  readonly content?: string;
  /** How many of them at most at the start of each token. @default 0 */
  readonly start?: number;
  /** How many of them at most at the end of each token. @default 0 */
  readonly stop?: number;
}

/**
 * Removes a character from both ends of every token, up to a number of times.
 *
 * @throws {ArgumentError} when `content` is not one character
 * @example
 * ```ts
 * import { stripDecoder } from '@fm/lm/tokenizer';
 *
 * stripDecoder({ content: '_', start: 1 }).decode(['_to', '__be']); // => ['to', '_be']
 * ```
 */
export function stripDecoder({
  content = ' ',
  start = 0,
  stop = 0,
}: StripDecoderOptions = {}): StreamDecoder & SavedAs<StripDecoderJson> {
  if ([...content].length !== 1) {
    throw new ArgumentError('stripDecoder: the content must be one character', {
      received: JSON.stringify(content),
    });
  }
  const rewrite = (token: string): string => strip(token, content, [start, stop]);
  const writer = (next: TokenWriter): TokenWriter => {
    let open = false;
    let passed = false;
    let toCut = 0;
    // A run of the character at the end of what has come: its last ones may have to go.
    let held = 0;
    const pass = (text: string, ends: boolean): void => {
      if (text === '' && !ends) return;
      next.write(text, !passed, ends);
      passed = !ends;
    };
    const close = (): void => {
      if (open) pass(content.repeat(Math.max(0, held - stop)), true);
      open = false;
      held = 0;
    };
    return {
      write(part, starts, ends) {
        if (starts) {
          close();
          open = true;
          toCut = start;
        }
        let from = 0;
        while (toCut > 0 && from < part.length) {
          if (!part.startsWith(content, from)) toCut = 0;
          else {
            from += content.length;
            toCut--;
          }
        }
        let to = part.length;
        while (to - content.length >= from && part.endsWith(content, to)) to -= content.length;
        if (to > from) {
          pass(content.repeat(held) + part.slice(from, to), false);
          held = 0;
        }
        held += (part.length - to) / content.length;
        const surplus = held - stop;
        if (surplus > 0) {
          pass(content.repeat(surplus), false);
          held = stop;
        }
        if (ends) close();
      },
      end() {
        close();
        next.end();
      },
    };
  };
  return streamDecoder({ type: 'Strip', content, start, stop }, writer, [{ kind: 'rewrite', rewrite }]);
}

/** The text without up to so many of a character at its start and at its end. */
function strip(
  text: string,
  character: string,
  [start, stop]: readonly [start: number, stop: number],
): string {
  const size = character.length;
  let from = 0;
  while (from < start * size && text.startsWith(character, from)) from += size;
  let to = text.length;
  while (text.length - to < stop * size && to - size >= from && text.endsWith(character, to)) to -= size;
  return text.slice(from, to);
}
