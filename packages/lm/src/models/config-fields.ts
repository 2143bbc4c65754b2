import { en } from 'zod/locales';
import * as z from 'zod/mini';

/** A size or a count. */
export const positive: z.ZodMiniNumber = z.int().check(z.positive());
/** In [0, 1). */
export const probability: z.ZodMiniNumber = z.number().check(z.minimum(0), z.lt(1));
/** A number above 0. */
export const aboveZero: z.ZodMiniNumber = z.number().check(z.positive());
/** The id of a token, or none. */
export const tokenId: z.ZodMiniNullable<z.ZodMiniNumber> = z.nullable(z.int().check(z.nonnegative()));

/** The small zod has no messages of its own. */
export const inEnglish: { readonly error: ReturnType<typeof en>['localeError'] } = {
  error: en().localeError,
};
