import { ArgumentError, type ProgressEvent } from '@fm/core';
import type { Pace } from '../pace.ts';
import type { WordCounter } from './word-counter.ts';

/** Texts one by one, from memory or from somewhere else. */
export type Texts = Iterable<string> | AsyncIterable<string>;

/** Texts after which the clock is looked at. */
const checkEvery = 16;

/** Feeds all texts to a counter. */
export async function* countWords(
  texts: Texts,
  counter: WordCounter,
  pace: Pace,
): AsyncGenerator<ProgressEvent, void> {
  if (typeof texts === 'string') throw noTexts('one string');
  let completed = 0;
  let sinceCheck = 0;
  const progress = (): ProgressEvent => ({
    type: 'progress',
    task: 'count words',
    completed,
    unit: 'characters',
  });
  const add = (text: unknown): boolean => {
    if (typeof text !== 'string') throw noTexts(`an iterable of ${typeof text}`);
    counter.add(text);
    completed += text.length;
    sinceCheck = (sinceCheck + 1) % checkEvery;
    return sinceCheck === 0 && pace.isDue;
  };
  // Texts that are there need no promise each, which would take longer than counting a line.
  if (Symbol.asyncIterator in texts) {
    for await (const text of texts) {
      if (!add(text)) continue;
      yield progress();
      await pace.rest();
    }
  } else {
    for (const text of texts) {
      if (!add(text)) continue;
      yield progress();
      await pace.rest();
    }
  }
  yield progress();
}

function noTexts(received: string): ArgumentError {
  return new ArgumentError('The training texts are not a list of strings', {
    expected: 'an iterable or async iterable of strings',
    received,
    hint: 'Put a single text into an array.',
  });
}
