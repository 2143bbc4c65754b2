/** How often each piece that the pre-tokenizer cut occurs. */
export type WordCounts = ReadonlyMap<string, number>;
