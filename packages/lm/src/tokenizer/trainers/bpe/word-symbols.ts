import type { WordCounts } from '../words/word-counts.ts';
import { alphabetOf, type AlphabetOptions } from './alphabet.ts';
import type { TokenTable } from './token-table.ts';

/** Marks where no token begins: between words, and inside merged tokens. */
export const noToken = -1;

/** All words as token ids, one after another with a gap before, between and behind them. */
export interface WordSymbols {
  /** The token that begins at each place, or {@link noToken}. */
  readonly symbols: Int32Array;
  /** Places that a token takes, written at its first and at its last place. */
  readonly spans: Int32Array;
  /** The word that each place belongs to. */
  readonly wordOf: Int32Array;
  /** First place of each word, and the end. */
  readonly starts: Int32Array;
  readonly counts: Float64Array;
}

/** What the characters of a word are called, beside the alphabet. */
export interface WordSymbolsOptions extends AlphabetOptions {
  /** Stands before every character but a word's first. */
  readonly continuingSubwordPrefix?: string | undefined;
  /** Stands behind a word's last character. */
  readonly endOfWordSuffix?: string | undefined;
}

/**
 * Spells words with tokens of one character, which the table gets: first the alphabet, then the forms with prefix or
 * suffix that occur, in the order of their characters. Characters outside the alphabet are left out.
 */
export function wordSymbols(
  words: WordCounts,
  table: TokenTable,
  { continuingSubwordPrefix = '', endOfWordSuffix = '', ...alphabet }: WordSymbolsOptions,
): WordSymbols {
  for (const character of alphabetOf(words, alphabet)) table.add(String.fromCodePoint(character));
  // A special token of one character is as good as a character of the alphabet.
  const known = new Set([...table.ids.keys()].filter(isOneCharacter).map((token) => token.codePointAt(0)));

  let length = 1;
  for (const word of words.keys()) length += word.length + 1;
  const symbols = new Int32Array(length).fill(noToken);
  const wordOf = new Int32Array(length);
  const starts = new Int32Array(words.size + 1);
  const counts = new Float64Array(words.size);
  // A symbol is first 4 · code point + its form, until all forms are known and have ids.
  const forms = new Set<number>();
  const isMarked = continuingSubwordPrefix !== '' || endOfWordSuffix !== '';
  let end = 1;
  let index = 0;
  for (const [word, count] of words) {
    starts[index] = end;
    counts[index] = count;
    for (let i = 0; i < word.length; i++) {
      const isFirst = i === 0;
      const character = word.codePointAt(i) as number;
      if (character > 0xffff) i++;
      if (!known.has(character)) continue;
      const form = isMarked ? (isFirst ? 0 : 1) + (i === word.length - 1 ? 2 : 0) : 0;
      const symbol = 4 * character + form;
      if (form !== 0 || isMarked) forms.add(symbol);
      wordOf[end] = index;
      symbols[end++] = symbol;
    }
    wordOf[end++] = index++;
  }
  starts[index] = end;

  const ids = new Map<number, number>();
  for (const character of known) {
    const text = String.fromCodePoint(character as number);
    ids.set(4 * (character as number), table.add(text));
  }
  for (const symbol of [...forms].sort((a, b) => a - b)) {
    const text = String.fromCodePoint(symbol >> 2);
    const prefix = (symbol & 1) === 1 ? continuingSubwordPrefix : '';
    ids.set(symbol, table.add(prefix + text + ((symbol & 2) === 2 ? endOfWordSuffix : '')));
  }
  for (let i = 0; i < end; i++) {
    if (symbols[i] !== noToken) symbols[i] = ids.get(symbols[i] as number) as number;
  }
  return {
    symbols: symbols.subarray(0, end),
    spans: new Int32Array(end).fill(1),
    wordOf: wordOf.subarray(0, end),
    starts,
    counts,
  };
}

function isOneCharacter(token: string): boolean {
  return token.length === 1 || (token.length === 2 && (token.codePointAt(0) as number) > 0xffff);
}
