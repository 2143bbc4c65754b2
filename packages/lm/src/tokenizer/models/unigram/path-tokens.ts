import type { PieceSegmenter } from '../piece-segmenter.ts';
import type { PathTable } from './path-table.ts';
import type { UnigramPieces } from './unigram-pieces.ts';

/** Turns the chosen path of a table into tokens. */
export interface PathTokens {
  readonly tokens: PieceSegmenter['tokens'];
  /** Writes the tokens of the path that ends at `text.length`; returns their number. */
  write(text: string, table: PathTable): number;
}

/** A writer of paths; neighbouring unknown characters become one token, or the pieces of their bytes. */
export function pathTokens({ unknownId, byteIds, textId }: UnigramPieces): PathTokens {
  const tokens = { ids: [] as number[], starts: [] as number[], ends: [] as number[] };
  const utf8 = new TextEncoder();
  let count = 0;

  function add(id: number, start: number, end: number): void {
    tokens.ids[count] = id;
    tokens.starts[count] = start;
    tokens.ends[count++] = end;
  }

  // Characters that are unknown one by one can be a piece together; the reference looks, and so do we.
  function addUnknown(text: string, unknown: number, start: number, end: number): void {
    const characters = text.slice(start, end);
    const known = textId(characters);
    if (known !== undefined) return add(known, start, end);
    const bytes =
      byteIds === undefined ? [] : Array.from(utf8.encode(characters), (byte) => byteIds[byte] as number);
    if (bytes.length === 0 || bytes.includes(-1)) return add(unknown, start, end);
    for (const id of bytes) add(id, start, end);
  }

  function write(text: string, { start, id, next }: PathTable): number {
    for (let end = text.length; end > 0; end = start[end] as number) next[start[end] as number] = end;
    count = 0;
    for (let from = 0; from < text.length;) {
      let end = next[from] as number;
      const token = id[end] as number;
      if (token === unknownId) {
        while (end < text.length && id[next[end] as number] === token) end = next[end] as number;
        addUnknown(text, token, from, end);
      } else add(token, from, end);
      from = end;
    }
    return count;
  }

  return { tokens, write };
}
