/** Texts are worked on this many UTF-16 units at a time, where they can be cut. */
export const chunkUnits: number = 1 << 16;

/**
 * A letter or digit, and behind it what every known pattern begins a new piece at after a letter or digit, whatever
 * follows.
 */
const place = String.raw`[A-Za-z0-9\u3041-\u3096\u30A1-\u30FA\u4E00-\u9FA5\uAC00-\uD7A3][\n ,.、。，]`;
const isPlace = new RegExp(place);
const nextPlace = new RegExp(place, 'g');

/**
 * End of a chunk of `text` that begins at `start`: a place where every known pattern cuts, so that the pieces of
 * the chunks are the pieces of the whole. A text without such places is one chunk.
 */
export function endOfChunk(text: string, start: number): number {
  const limit = start + chunkUnits;
  if (limit >= text.length) return text.length;
  for (let at = limit; at > start + 1; at--) {
    if (isPlace.test(text.slice(at - 1, at + 1))) return at;
  }
  nextPlace.lastIndex = limit;
  const found = nextPlace.exec(text);
  return found === null ? text.length : found.index + 1;
}
