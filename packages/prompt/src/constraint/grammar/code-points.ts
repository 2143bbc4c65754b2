import { alternatives, byteRange, sequence, type Term } from './term.ts';

/** Inclusive ranges of code points, ascending and apart from each other. */
export type CodePoints = readonly (readonly [from: number, to: number])[];

/** All Unicode scalar values: surrogates cannot be written in UTF-8. */
export const scalarValues: CodePoints = [
  [0, 0xd7ff],
  [0xe000, 0x10ffff],
];

/** Ranges in order, joined where they touch. */
export function normalized(ranges: CodePoints): CodePoints {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** Code points that are in none of the ranges. */
export function complement(ranges: CodePoints): CodePoints {
  const result: [number, number][] = [];
  let next = 0;
  for (const [from, to] of normalized(ranges)) {
    if (from > next) result.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= 0x10ffff) result.push([next, 0x10ffff]);
  return result;
}

/** Code points of both. */
export function intersection(a: CodePoints, b: CodePoints): CodePoints {
  return complement([...complement(a), ...complement(b)]);
}

/** Code points of the first that are not of the second. */
export function difference(a: CodePoints, b: CodePoints): CodePoints {
  return intersection(a, complement(b));
}

/** Bytes that a lead byte's followers are among. */
const follower = byteRange([0x80, 0xbf]);
/** Last code point of each length in bytes. */
const lengths = [0x7f, 0x7ff, 0xffff, 0x10ffff];

/** One character of the ranges, in UTF-8. Surrogates are left out. */
export function utf8Term(ranges: CodePoints): Term {
  const terms: Term[] = [];
  const single: [number, number][] = [];
  for (const [from, to] of intersection(ranges, scalarValues)) {
    let start = from;
    for (const [index, last] of lengths.entries()) {
      if (start > last || start > to) continue;
      const end = Math.min(last, to);
      if (index === 0) single.push([start, end]);
      else terms.push(encoded(start, end, index));
      start = end + 1;
    }
  }
  if (single.length > 0) terms.push(byteRange(...single));
  return alternatives(terms);
}

/** Leading bits of the first byte, by the number of followers. */
const leads = [0, 0xc0, 0xe0, 0xf0];

/** Code points `from` to `to`, all of one length in bytes. */
function encoded(from: number, to: number, followers: number): Term {
  return tail(from, to, followers, leads[followers] as number);
}

/** The low bits of code points, `followers` bytes after the one whose marker is given. */
function tail(from: number, to: number, followers: number, marker: number): Term {
  if (followers === 0) return byteRange([marker + from, marker + to]);
  const unit = 64 ** followers;
  const [low, high] = [Math.floor(from / unit), Math.floor(to / unit)];
  const [lowRest, highRest] = [from % unit, to % unit];
  const next = (a: number, b: number): Term => tail(a, b, followers - 1, 0x80);
  const one = (digit: number, rest: Term): Term =>
    sequence(byteRange([marker + digit, marker + digit]), rest);
  if (low === high) return one(low, next(lowRest, highRest));
  const parts: Term[] = [];
  const full = sequence(...Array.from({ length: followers }, () => follower));
  const first = lowRest === 0 ? low : low + 1;
  const last = highRest === unit - 1 ? high : high - 1;
  if (first > low) parts.push(one(low, next(lowRest, unit - 1)));
  if (first <= last) parts.push(sequence(byteRange([marker + first, marker + last]), full));
  if (last < high) parts.push(one(high, next(0, highRest)));
  return alternatives(parts);
}
