/*
 * Where things lie in the memory of the WebAssembly loops, in bytes. The loops' source imports these numbers, so they
 * are spelled out.
 */

/** Input of the automaton by byte, as the offset of its column: 256 bytes. */
export const columnsAt = 0x0000;
/** Next state by input and state: 16 columns of 32 states. */
export const statesAt = 0x0200;
/** What a step does to the ends, at the same places. */
export const stepsAt = 0x0400;
/** Masks that leave a piece's own bytes of the sixteen read: 16 bytes for each length from 0 to 15. */
export const keyMasksAt = 0x0600;
/** Number of slots less one. */
export const slotMaskAt = 0x0700;
/** UTF-8 of a chunk, and what is read behind it. */
export const textAt = 0x1000;
/** Ends of pieces, one per byte of text at most. */
export const endsAt = 0x4_0000;
/** Ids, one per byte of text at most, and two that are written too many. */
export const idsAt = 0x10_0000;
/** Ids of the pieces that have more of them than a slot holds. */
export const arenaAt = 0x20_0000;
/** Slots of short pieces; 16 MiB. */
export const slotsAt = 0x60_0000;
/** Size of the memory in pages of 64 KiB. */
export const pages = 352;

/** Most states of an automaton. */
export const maxStates = 32;
/** Bits of a step: the end is one byte back; four times one more than what is added to the number of ends; stop. */
export const stepBack = 1;
/** Shift that makes the change of the number of ends one of their address. */
export const stepDeltaShift = 2;
/** The rest of the piece is not for the automaton. */
export const stepBail = 128;
