import * as z from 'zod';

/** How a token that is found beside the model is spelled and found, as `tokenizer.json` lists it. */
export interface AddedToken {
  /** Its spelling. */
  readonly content: string;
  /** Found only where no letter, digit or underscore touches it. @default false */
  readonly single_word?: boolean | undefined;
  /** Takes the white space before it. @default false */
  readonly lstrip?: boolean | undefined;
  /** Takes the white space behind it. @default false */
  readonly rstrip?: boolean | undefined;
  /** Found in the normalised text, in its own normalised form. @default the opposite of `special` */
  readonly normalized?: boolean | undefined;
  /** A control token: not found in text unless allowed, and left out of decoded text on request. @default false */
  readonly special?: boolean | undefined;
}

/** An {@link AddedToken} of a file: with its id, and nothing left to defaults. */
export interface AddedTokenJson {
  /** Its id, in the model or behind it. */
  readonly id: number;
  /** Its spelling. */
  readonly content: string;
  /** Found only where no letter, digit or underscore touches it. */
  readonly single_word: boolean;
  /** Takes the white space before it. */
  readonly lstrip: boolean;
  /** Takes the white space behind it. */
  readonly rstrip: boolean;
  /** Found in the normalised text, in its own normalised form. */
  readonly normalized: boolean;
  /** A control token. */
  readonly special: boolean;
}

/** Schema of {@link AddedTokenJson}. */
export const addedTokenSchema: z.ZodType<AddedTokenJson> = z.object({
  id: z.int().nonnegative(),
  content: z.string(),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().default(false),
  special: z.boolean().default(false),
});
