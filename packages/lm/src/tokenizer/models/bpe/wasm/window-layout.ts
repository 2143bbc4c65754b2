/*
 * Where things lie in the memory of the WebAssembly that merges windows, in bytes. Its source imports these numbers, so
 * they are spelled out.
 */

/** Windows that are merged at the same time, so that one waits for memory while another one goes on. */
export const windows = 8;
/** Symbols from the beginning of one window to that of the next; what lies behind is in both. */
export const windowStep = 56;
/** Symbols of all windows together: 7 · 56 + 64. */
export const windowSymbols = 456;

/** What is left of each window's symbols: 64 bits. */
export const leftAt = 0x0100;
/** The row's symbols, before. */
export const symbolsAt = 0x0800;
/** The tokens, afterwards, and which of the symbols each begins with. */
export const tokensAt = 0x1000;
export const firstAt = 0x1800;
/** Ids of the symbols of each window, and ranks of their merges with the next one: 64 of 4 bytes. */
export const idsAt = 0x2000;
export const ranksAt = 0x2800;
/** By the ids of two symbols below 256: the rank of their merge. */
export const smallRanksAt = 0x4000;
/** Bits that are set for the hashes of known pairs. */
export const filterAt = 0x4_4000;

/** Bits of an id, and those of one more than a rank, in a slot of 8 bytes: left, right, rank. */
export const idBits = 21;
export const rankBits = 22;
