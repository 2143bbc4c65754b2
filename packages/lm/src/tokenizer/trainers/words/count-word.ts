/** Adds one occurrence of a word, which may be a slice of a long text. */
export function countWord(counts: Map<string, number>, word: string): void {
  const count = counts.get(word);
  if (count !== undefined) counts.set(word, count + 1);
  else counts.set(detached(word), 1);
}

/** Slices from this length on keep the string alive that they were cut from; shorter ones are copies. */
const sliceLength = 13;

/** The same string, without the text that it was cut from. */
function detached(word: string): string {
  return word.length < sliceLength ? word : ` ${word}`.slice(1);
}
