import { AlignedText } from '../pipeline/aligned-text.ts';
import type { IdBuffer, IdEncoder } from '../pipeline/stage.ts';
import { longestCachedWord, TextWordCache } from './text-word-cache.ts';

/** How a text falls into words that can be encoded one by one. */
export interface WordScanner {
  /** Where the next word begins, at or behind `from`; what is passed over has no ids. */
  skip(text: string, from: number): number;
  /** Where the word that begins at `start` ends; behind `start`. */
  end(text: string, start: number): number;
}

/** Appends the ids of one word to `ids`; `isFirst`: nothing lies before it in the text. */
export type EncodeWord = (word: AlignedText, isFirst: boolean, ids: number[]) => void;

/**
 * An id encoder that encodes each distinct word once: it cuts where the stages give the same ids on either side
 * of the cut alone, sends new words through the stages, and remembers what they gave.
 */
export function wordwiseEncoder(scanner: WordScanner, encodeWord: EncodeWord): IdEncoder {
  let cache: TextWordCache | undefined;
  const scratch: number[] = [];

  function run(given: string, target: IdBuffer | undefined, isAtStart: boolean): number {
    const text = given.toWellFormed();
    const words = (cache ??= new TextWordCache());
    let aligned: AlignedText | undefined;
    let total = 0;
    for (let start = scanner.skip(text, 0); start < text.length;) {
      const end = scanner.end(text, start);
      const place = start > 0 ? 'inside' : isAtStart ? 'start' : 'segment';
      const isShort = end - start <= longestCachedWord;
      const slot = isShort ? words.find(text, start, end, place) : -1;
      if (slot >= 0) {
        total += words.countAt(slot);
        if (target !== undefined) words.append(slot, target);
      } else {
        aligned ??= isAtStart ? AlignedText.of(text) : AlignedText.of(` ${text}`).slice(1, text.length + 1);
        scratch.length = 0;
        encodeWord(aligned.slice(start, end), start === 0, scratch);
        total += scratch.length;
        if (isShort) words.add(text, start, end, place, scratch);
        if (target !== undefined) appendIds(scratch, target);
      }
      start = scanner.skip(text, end);
    }
    return total;
  }

  return {
    encode: (text, ids, isAtStart = true) => void run(text, ids, isAtStart),
    count: (text, isAtStart = true) => run(text, undefined, isAtStart),
  };
}

function appendIds(ids: readonly number[], target: IdBuffer): void {
  target.reserve(ids.length);
  for (let i = 0; i < ids.length; i++) target.data[target.length + i] = ids[i] as number;
  target.length += ids.length;
}
