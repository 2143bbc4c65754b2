/** The pattern of a split at every character, in `tokenizer.json`. */
export const characterPattern: { readonly Regex: string } = { Regex: '[\\s\\S]' };
