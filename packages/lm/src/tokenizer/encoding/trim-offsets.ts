import type { OffsetTrimming } from '../post-processors/post-processor.ts';

const leadingSpaces = /^[Ġ\p{White_Space}]+/u;
const trailingSpaces = /[Ġ\p{White_Space}]+$/u;

/**
 * Moves the start and end of tokens inwards by as many characters as they begin and end with spaces; `Ġ` is a space
 * in byte-level tokens.
 *
 * @param offsets - start and end of each token in UTF-16 units of `text`; changed in place
 */
export function trimOffsets(
  offsets: Uint32Array,
  { text, tokens }: { readonly text: string; readonly tokens: readonly string[] },
  { addPrefixSpace }: OffsetTrimming,
): void {
  for (const [i, token] of tokens.entries()) {
    let leading = leadingSpaces.exec(token)?.[0].length ?? 0;
    const trailing = leading === token.length ? leading : (trailingSpaces.exec(token)?.[0].length ?? 0);
    let start = offsets[2 * i] as number;
    const end = offsets[2 * i + 1] as number;
    if (addPrefixSpace && leading === 1 && (i === 0 || start === 0)) leading = 0;
    start = forward(text, start, leading, end);
    offsets[2 * i] = start;
    if (end >= trailing) offsets[2 * i + 1] = backward(text, end, trailing, start);
  }
}

/** Passes over characters, but not over `limit`. */
function forward(text: string, from: number, characters: number, limit: number): number {
  let at = from;
  for (let i = 0; i < characters && at < limit; i++) at += (text.charCodeAt(at) & 0xfc00) === 0xd800 ? 2 : 1;
  return Math.min(at, limit);
}

function backward(text: string, from: number, characters: number, limit: number): number {
  let at = from;
  for (let i = 0; i < characters && at > limit; i++)
    at -= (text.charCodeAt(at - 1) & 0xfc00) === 0xdc00 ? 2 : 1;
  return Math.max(at, limit);
}
