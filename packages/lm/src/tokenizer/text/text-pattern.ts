import * as z from 'zod/mini';

/** A literal string, or a regular expression in Oniguruma's syntax. */
export type TextPattern = { readonly String: string } | { readonly Regex: string };

/** Schema of {@link TextPattern}. */
export const textPatternSchema: z.ZodMiniType<TextPattern> = z.union([
  z.object({ String: z.string() }),
  z.object({ Regex: z.string() }),
]);
