import type { OffsetTrimming } from '../post-processors/post-processor.ts';

const leadingSpaces = /^[Ġ\p{White_Space}]+/u;
const trailingSpaces = /[Ġ\p{White_Space}]+$/u;

/**
 * Moves the start and end of tokens inwards past the spaces they begin and end with; `Ġ` is a space in byte-level
 * tokens.
 *
 * @param offsets - start and end of each token; changed in place
 */
export function trimOffsets(
  offsets: Uint32Array,
  tokens: readonly string[],
  { addPrefixSpace }: OffsetTrimming,
): void {
  for (const [i, token] of tokens.entries()) {
    let leading = leadingSpaces.exec(token)?.[0].length ?? 0;
    const trailing = leading === token.length ? leading : (trailingSpaces.exec(token)?.[0].length ?? 0);
    let start = offsets[2 * i] as number;
    const end = offsets[2 * i + 1] as number;
    if (addPrefixSpace && leading === 1 && (i === 0 || start === 0)) leading = 0;
    start = Math.min(start + leading, end);
    offsets[2 * i] = start;
    if (trailing > 0 && end >= trailing) offsets[2 * i + 1] = Math.max(end - trailing, start);
  }
}
