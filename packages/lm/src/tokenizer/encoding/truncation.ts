import { ArgumentError } from '@fm/core';
import * as z from 'zod/mini';

/** How long texts are cut. */
export interface Truncation {
  /** Most tokens of an encoding, control tokens included. */
  readonly maxLength: number;
  /** Tokens that neighbouring pieces of one text share. @default 0 */
  readonly stride?: number;
  /** Which text of a pair is cut. @default 'longestFirst' */
  readonly strategy?: 'longestFirst' | 'onlyFirst' | 'onlySecond';
  /** The end at which tokens are cut off. @default 'right' */
  readonly direction?: 'left' | 'right';
}

/** `truncation` in `tokenizer.json`. */
export interface TruncationJson {
  readonly direction: 'Left' | 'Right';
  readonly max_length: number;
  readonly strategy: 'LongestFirst' | 'OnlyFirst' | 'OnlySecond';
  readonly stride: number;
}

/** Schema of {@link TruncationJson}. */
export const truncationSchema: z.ZodMiniType<TruncationJson> = z.object({
  direction: z._default(z.enum(['Left', 'Right']), 'Right'),
  max_length: z.int().check(z.nonnegative()),
  strategy: z.enum(['LongestFirst', 'OnlyFirst', 'OnlySecond']),
  stride: z.int().check(z.nonnegative()),
});

const strategies = {
  LongestFirst: 'longestFirst',
  OnlyFirst: 'onlyFirst',
  OnlySecond: 'onlySecond',
} as const;

/** What a file says about truncation. */
export function readTruncation({ direction, max_length, strategy, stride }: TruncationJson): Truncation {
  return {
    maxLength: max_length,
    stride,
    strategy: strategies[strategy],
    direction: direction === 'Left' ? 'left' : 'right',
  };
}

/** How a file says it. */
export function describeTruncation({
  maxLength,
  stride = 0,
  strategy = 'longestFirst',
  direction = 'right',
}: Truncation): TruncationJson {
  const strategyJson = {
    longestFirst: 'LongestFirst',
    onlyFirst: 'OnlyFirst',
    onlySecond: 'OnlySecond',
  } as const;
  return {
    direction: direction === 'left' ? 'Left' : 'Right',
    max_length: maxLength,
    strategy: strategyJson[strategy],
    stride,
  };
}

/** A range of a text's tokens. */
export type TokenWindow = readonly [start: number, end: number];

/**
 * The windows that truncation leaves of each text: the one that is kept, then those that overflow.
 *
 * @param lengths - number of tokens of each text
 * @param added - number of control tokens to leave room for
 * @throws {ArgumentError} when the text to cut is too short, missing, or the stride leaves no room
 */
export function truncationWindows(
  lengths: readonly number[],
  truncation: Truncation,
  added: number,
): readonly (readonly TokenWindow[])[] {
  const { maxLength, stride = 0, strategy = 'longestFirst', direction = 'right' } = truncation;
  for (const [name, value] of Object.entries({ maxLength, stride })) {
    if (Number.isInteger(value) && value >= 0) continue;
    throw new ArgumentError(`The ${name} of the truncation is no length`, {
      expected: 'an integer of at least 0',
      received: `${value}`,
    });
  }
  if (maxLength < added) {
    throw new ArgumentError('The truncation leaves no room for the control tokens', {
      expected: `maxLength of at least ${added}`,
      received: `${maxLength}`,
    });
  }
  const kept = keptLengths(lengths, maxLength - added, strategy);
  return lengths.map((length, i) => windows(length, kept[i] as number, { stride, direction }));
}

function keptLengths(
  lengths: readonly number[],
  room: number,
  strategy: NonNullable<Truncation['strategy']>,
): readonly number[] {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (room === 0) return lengths.map(() => 0);
  if (total <= room) return lengths;
  if (strategy === 'longestFirst') return longestFirst(lengths, room);
  const cut = strategy === 'onlyFirst' ? 0 : 1;
  const length = lengths[cut];
  if (length === undefined || length <= total - room) {
    throw new ArgumentError('The text to truncate is too short or missing', {
      expected: `more than ${total - room} tokens in the ${cut === 0 ? 'first' : 'second'} text`,
      received: length === undefined ? 'no such text' : `${length} tokens`,
      hint: "Use the strategy 'longestFirst'.",
    });
  }
  return lengths.map((each, i) => (i === cut ? each - (total - room) : each));
}

/** Cuts the longer text first; where both must be cut, the second keeps the odd token if it is no shorter. */
function longestFirst(lengths: readonly number[], room: number): readonly number[] {
  const [first = 0, second] = lengths;
  if (second === undefined) return [room];
  const short = Math.min(first, second);
  const fits = short <= room && short + Math.max(short, room - short) <= room;
  const [fewer, more] = fits ? [short, room - short] : [Math.floor(room / 2), Math.ceil(room / 2)];
  return first > second ? [more, fewer] : [fewer, more];
}

function windows(
  length: number,
  kept: number,
  { stride, direction }: { readonly stride: number; readonly direction: 'left' | 'right' },
): readonly TokenWindow[] {
  if (kept >= length) return [[0, length]];
  if (kept === 0) {
    return [
      [0, 0],
      [0, length],
    ];
  }
  if (stride >= kept) {
    throw new ArgumentError('The stride of the truncation is too large', {
      expected: `less than the ${kept} tokens kept of a text`,
      received: `${stride}`,
    });
  }
  const found: TokenWindow[] = [];
  const step = kept - stride;
  for (let at = 0; ; at += step) {
    const end = Math.min(at + kept, length);
    found.push(direction === 'right' ? [at, end] : [length - end, length - at]);
    if (end === length) return found;
  }
}
