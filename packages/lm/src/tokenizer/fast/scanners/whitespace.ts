import { classAt, characterClass, classSet, endOfRun, widthOf } from './character-class.ts';

/**
 * End of a piece of white space that begins at `at`, by `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line break of
 * the run; else the run without its last character, which belongs to what follows; else that character.
 */
export function endOfWhitespace(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  let last = at;
  let afterNewline = 0;
  while (next < end) {
    const kind = classAt(bytes, next);
    if (kind !== characterClass.space && kind !== characterClass.newline) break;
    last = next;
    next += widthOf(bytes[next]!);
    if (kind === characterClass.newline) afterNewline = next;
  }
  if (afterNewline > 0) return afterNewline;
  return next < end && last > at ? last : next;
}

/** The same by `\s+(?!\S)|\s+`, where line breaks are like other white space. */
export function endOfPlainWhitespace(bytes: Uint8Array, at: number, end: number): number {
  const next = endOfRun(bytes, at, end, classSet.whitespace);
  if (next === end) return next;
  let last = next - 1;
  while ((bytes[last]! & 0xc0) === 0x80) last--;
  return last > at ? last : next;
}
