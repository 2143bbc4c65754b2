import * as z from 'zod';
import { compilePattern } from '../text/pattern/compile-pattern.ts';
import { type StreamDecoder, streamDecoder, type TokenWriter, wholeTokens } from './token-writer.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `Replace` in `tokenizer.json`. */
export interface ReplaceDecoderJson {
  readonly type: 'Replace';
  readonly pattern: { readonly String: string } | { readonly Regex: string };
  readonly content: string;
}

/** Schema of {@link ReplaceDecoderJson}. */
export const replaceDecoderSchema: z.ZodType<ReplaceDecoderJson> = z.object({
  type: z.literal('Replace'),
  pattern: z.union([z.object({ String: z.string().min(1) }), z.object({ Regex: z.string() })]),
  content: z.string(),
});

/**
 * Replaces every occurrence of a string, or of a regular expression of the reference's syntax, in each token.
 *
 * @param pattern - `{ String }`, taken literally, or `{ Regex }` of Oniguruma's syntax
 * @param content - put in its place as it is
 * @throws {UnsupportedError} when the pattern cannot be expressed
 * @example
 * ```ts
 * import { replaceDecoder } from '@fm/lm/tokenizer';
 *
 * replaceDecoder({ String: '▁' }, ' ').decode(['▁to', '▁be']); // => [' to', ' be']
 * ```
 */
export function replaceDecoder(
  pattern: ReplaceDecoderJson['pattern'],
  content: string,
): StreamDecoder & SavedAs<ReplaceDecoderJson> {
  const json = { type: 'Replace', pattern, content } as const;
  if ('String' in pattern) {
    const { String: from } = pattern;
    return streamDecoder(json, (next) => replaceString(next, from, content), [
      { kind: 'rewrite', rewrite: (token) => token.replaceAll(from, () => content) },
    ]);
  }
  const regex = compilePattern(pattern.Regex);
  const rewrite = (token: string): string => token.replace(regex, () => content);
  return streamDecoder(json, (next) => wholeTokens(next, rewrite), [{ kind: 'rewrite', rewrite }]);
}

/** Replaces across the parts of a token: holds back an end that may be the beginning of an occurrence. */
export function replaceString(next: TokenWriter, from: string, to: string): TokenWriter {
  let open = false;
  let passed = false;
  let held = '';
  const pass = (text: string, ends: boolean): void => {
    if (text === '' && !ends) return;
    next.write(text, !passed, ends);
    passed = !ends;
  };
  const close = (): void => {
    if (open) pass(held, true);
    open = false;
    held = '';
  };
  return {
    write(part, starts, ends) {
      if (starts) close();
      if (starts && ends)
        return next.write(
          part.replaceAll(from, () => to),
          true,
          true,
        );
      open = true;
      const pieces = (held + part).split(from);
      const rest = pieces.pop() as string;
      const keep = ends ? 0 : overlap(rest, from);
      held = rest.slice(rest.length - keep);
      pass([...pieces, rest.slice(0, rest.length - keep)].join(to), false);
      if (ends) close();
    },
    end() {
      close();
      next.end();
    },
  };
}

/** Length of the longest end of `text` that `pattern` begins with, short of the whole pattern. */
function overlap(text: string, pattern: string): number {
  for (let length = Math.min(text.length, pattern.length - 1); length > 0; length--) {
    if (pattern.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
