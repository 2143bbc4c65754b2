import { TextTrie } from '../models/trie/text-trie.ts';
import type { AddedTokenJson } from './added-token.ts';
import type { AddedTokenFilter, LiteralSpan } from './added-vocabulary.ts';

/** A stretch of text: an added token, or what lies between two. */
export interface TextSplit {
  /** First UTF-16 unit. */
  readonly start: number;
  /** One past the last UTF-16 unit. */
  readonly end: number;
  /** The added token's id; `undefined` for ordinary text. */
  readonly id: number | undefined;
}

const startsWithSpace = /\p{White_Space}/uy;
const wordCharacter = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;

/** Finds added tokens in a text: leftmost first, the longest of several that begin at one place. */
export class AddedTokenMatcher {
  readonly #trie: TextTrie | undefined;
  readonly #tokens: ReadonlyMap<number, AddedTokenJson>;
  readonly #text: (token: AddedTokenJson) => string;
  readonly #hasSpecial: boolean;
  readonly #hasOthers: boolean;

  /**
   * @param tokens - what to find
   * @param text - how a token is spelled in the texts to search
   */
  constructor(tokens: readonly AddedTokenJson[], text: (token: AddedTokenJson) => string) {
    this.#tokens = new Map(tokens.map((token) => [token.id, token]));
    this.#text = text;
    const spelled = tokens.filter((token) => text(token) !== '');
    this.#hasSpecial = spelled.some(({ special }) => special);
    this.#hasOthers = spelled.some(({ special }) => !special);
    if (spelled.length === 0) return;
    this.#trie = new TextTrie();
    for (const token of spelled) this.#trie.insert(text(token), token.id);
  }

  /** Whether a filter lets any token through that this could find. */
  canFind({ someSpecial, others }: AddedTokenFilter): boolean {
    return (this.#hasSpecial && someSpecial) || (this.#hasOthers && others);
  }

  /**
   * Cuts `text` at the tokens that `filter` lets through. A token that it turns down stays text as a whole: no
   * shorter token is found inside it. Literal spans are searched neither alone nor with what is beside them.
   *
   * @param literalSpans - those of the filter, where `text` is a part or a rewriting of the text they were given for
   */
  split(
    text: string,
    filter: AddedTokenFilter,
    literalSpans: readonly LiteralSpan[] = filter.literalSpans,
  ): readonly TextSplit[] {
    const trie = this.#trie;
    // Usually no control token is allowed in a text.
    if (trie === undefined || !this.canFind(filter)) {
      return text === '' ? [] : [{ start: 0, end: text.length, id: undefined }];
    }
    const splits: TextSplit[] = [];
    let done = 0;
    let next = 0;
    for (let at = 0; at < text.length;) {
      while ((literalSpans[next]?.[1] ?? Infinity) <= at) next++;
      const [literal, behind] = literalSpans[next] ?? [text.length, text.length];
      if (literal <= at) {
        at = behind;
        continue;
      }
      const id = longestAt(trie, text, at, Math.min(literal, text.length));
      if (id < 0) {
        at++;
        continue;
      }
      const token = this.#tokens.get(id) as AddedTokenJson;
      let start = at;
      let end = at + this.#text(token).length;
      at = end;
      if (!filter.accepts(token) || (token.single_word && !standsAlone(text, start, end))) continue;
      if (token.lstrip) start = spaceBefore(text, start, done);
      if (token.rstrip) end = spaceBehind(text, end);
      if (done < start) splits.push({ start: done, end: start, id: undefined });
      splits.push({ start, end, id });
      done = end;
    }
    if (done < text.length) splits.push({ start: done, end: text.length, id: undefined });
    return splits;
  }
}

/** Id of the longest string that begins at `start` and ends by `end`, or -1. */
function longestAt(trie: TextTrie, text: string, start: number, end: number): number {
  let found = -1;
  let node = trie.child(TextTrie.root, text.charCodeAt(start));
  for (let at = start + 1; node >= 0; at++) {
    const id = trie.idAt(node);
    if (id >= 0) found = id;
    if (at >= end) break;
    node = trie.child(node, text.charCodeAt(at));
  }
  return found;
}

function standsAlone(text: string, start: number, end: number): boolean {
  return (
    !isWord(characterBefore(text, start)) && !isWord(String.fromCodePoint(text.codePointAt(end) ?? 0x20))
  );
}

function isWord(character: string): boolean {
  return wordCharacter.test(character);
}

function characterBefore(text: string, index: number): string {
  const unit = text.charCodeAt(index - 1);
  return text.slice((unit & 0xfc00) === 0xdc00 ? index - 2 : index - 1, index);
}

/** Where the white space that ends at `end` begins, not before `from`; no white space lies outside the BMP. */
function spaceBefore(text: string, end: number, from: number): number {
  let start = end;
  while (start > from && isSpace(text, start - 1)) start--;
  return start;
}

function spaceBehind(text: string, start: number): number {
  let end = start;
  while (end < text.length && isSpace(text, end)) end++;
  return end;
}

function isSpace(text: string, index: number): boolean {
  startsWithSpace.lastIndex = index;
  return startsWithSpace.test(text);
}
