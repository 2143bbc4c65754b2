/** Random bits in a uniform `f32`: as many as its significand has. */
export const unitBits = 24;

/** What tells the words of a child key apart from each other and from numbers drawn (digits of π). */
export const childTags: readonly [number, number] = [0x243f6a88, 0x13198a2e];
