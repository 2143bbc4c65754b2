import type { OffsetTrimming } from '../post-processors/post-processor.ts';

const whiteSpace = /\p{White_Space}/u;
const byteLevelSpace = 'Ġ'.charCodeAt(0);

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
    let leading = 0;
    while (leading < token.length && isSpace(token.charCodeAt(leading))) leading++;
    let trailing = leading === token.length ? leading : 0;
    while (trailing < token.length && isSpace(token.charCodeAt(token.length - 1 - trailing))) trailing++;
    let start = offsets[2 * i] as number;
    const end = offsets[2 * i + 1] as number;
    if (addPrefixSpace && leading === 1 && (i === 0 || start === 0)) leading = 0;
    start = forward(text, start, leading, end);
    offsets[2 * i] = start;
    if (end >= trailing) offsets[2 * i + 1] = backward(text, end, trailing, start);
  }
}

function isSpace(unit: number): boolean {
  if (unit > 0x20 && unit < 0x80) return false;
  return unit === byteLevelSpace || whiteSpace.test(String.fromCharCode(unit));
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
