import { ArgumentError } from '@fm/core';
import { TextTrie } from '../trie/text-trie.ts';
import type { PieceSegmenter } from '../piece-segmenter.ts';
import type { WordPieceOptions } from './word-piece.ts';

/** Cuts words by greedy longest match; it builds its tree at the first word. */
export function wordPieceSegmenter(
  entries: ReadonlyMap<string, number>,
  { unknownToken, continuingSubwordPrefix, maxInputCharsPerWord }: Required<WordPieceOptions>,
): PieceSegmenter {
  let trie: TextTrie | undefined;
  let inside = -1; // the node below which tokens inside a word lie
  const tokens = { ids: [] as number[], starts: [] as number[], ends: [] as number[] };
  const { ids, starts, ends } = tokens;

  function build(): TextTrie {
    trie = new TextTrie();
    for (const [token, id] of entries) trie.insert(token, id);
    inside = trie.walk(TextTrie.root, continuingSubwordPrefix);
    return trie;
  }

  function unknown(word: string): number {
    const id = entries.get(unknownToken);
    if (id === undefined) throw missingUnknown(word, unknownToken);
    ids[0] = id;
    starts[0] = 0;
    ends[0] = word.length;
    return 1;
  }

  function segment(word: string): number {
    const text = word.toWellFormed();
    if (longerThan(text, maxInputCharsPerWord)) return unknown(text);
    const tree = trie ?? build();
    let count = 0;
    for (let start = 0; start < text.length;) {
      let node = start === 0 ? TextTrie.root : inside;
      let end = -1;
      for (let i = start; node >= 0 && i < text.length; i++) {
        node = tree.child(node, text.charCodeAt(i));
        const id = node < 0 ? -1 : tree.idAt(node);
        if (id < 0) continue;
        ids[count] = id;
        end = i + 1;
      }
      if (end < 0) return unknown(text);
      starts[count] = start;
      ends[count++] = end;
      start = end;
    }
    return count;
  }

  return { tokens, segment };
}

function longerThan(text: string, codePoints: number): boolean {
  if (text.length <= codePoints) return false;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xdc00 || unit > 0xdfff) count++;
  }
  return count > codePoints;
}

function missingUnknown(word: string, unknownToken: string): ArgumentError {
  return new ArgumentError('The vocabulary can neither spell the word nor has it an unknown token', {
    expected: `a word made of tokens, or ${JSON.stringify(unknownToken)} in the vocabulary`,
    received: JSON.stringify(word.slice(0, 80)),
    hint: 'Give the tokenizer an unknown token that is in its vocabulary.',
  });
}
