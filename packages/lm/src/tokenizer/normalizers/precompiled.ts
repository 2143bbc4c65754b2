import { FormatError } from '@fm/core';
import * as z from 'zod';
import type { AlignedText, AlignedTextEditor } from '../pipeline/aligned-text.ts';
import { Charsmap } from './charsmap.ts';
import { type NormalizerPart, normalizerPart } from './normalizer-part.ts';

/** `Precompiled` in `tokenizer.json`. */
export interface PrecompiledJson {
  readonly type: 'Precompiled';
  /** Base64. */
  readonly precompiled_charsmap: string;
}

/** Schema of {@link PrecompiledJson}. */
export const precompiledSchema: z.ZodType<PrecompiledJson> = z.object({
  type: z.literal('Precompiled'),
  precompiled_charsmap: z.string().max(90_000_000),
});

/**
 * The rules that were compiled into a sentencepiece model, such as `nmt_nfkc`.
 *
 * A grapheme of up to five bytes is replaced as a whole if a key of the map begins it; others character by
 * character. That is the reference's rule, which differs from sentencepiece's longest match. Unlike the reference's,
 * offsets stay right where the map deletes the first character of a text.
 *
 * @param charsmap the map in base64, as files have it
 * @throws {FormatError} when it is damaged
 * @example
 * ```ts
 * import { AlignedText, precompiled } from '@fm/lm/tokenizer';
 *
 * // A map of one rule: a tab becomes a space.
 * const map = 'LAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAkNAAAAAAAAIAA=';
 * precompiled(map).normalize(AlignedText.of('a\tb')).text; // => 'a b'
 * ```
 */
export function precompiled(charsmap: string): NormalizerPart<PrecompiledJson> {
  const map = new Charsmap(fromBase64(charsmap));
  const json = { type: 'Precompiled', precompiled_charsmap: charsmap } as const;
  return normalizerPart(json, (text) => new Rewriting(text, map).run());
}

class Rewriting {
  readonly #text: AlignedText;
  readonly #map: Charsmap;
  #editor: AlignedTextEditor | undefined;
  /** An added character that is not written yet: a deletion behind it gives it the deleted character's place. */
  #held = '';

  constructor(text: AlignedText, map: Charsmap) {
    this.#text = text;
    this.#map = map;
  }

  run(): AlignedText {
    const { text } = this.#text;
    for (let at = 0; at < text.length;) {
      if (isAlone(text, at)) {
        this.#character(at, at + 1);
        at++;
        continue;
      }
      // Up to the next ASCII character with another one behind it, which ends the graphemes around it for sure.
      let end = at + 1;
      while (end < text.length && !isAlone(text, end)) end++;
      if (end < text.length) end++;
      for (const { segment, index } of graphemes.segment(text.slice(at, end)))
        this.#grapheme(segment, at + index);
      at = end;
    }
    if (this.#editor === undefined) return this.#text;
    this.#flush();
    this.#editor.copyTo(text.length);
    return this.#editor.finish();
  }

  #grapheme(grapheme: string, at: number): void {
    if (utf8Length(grapheme) < 6) {
      const replacement = this.#map.replacementOf(grapheme);
      if (replacement !== undefined) return this.#replace(at, grapheme, replacement);
    }
    for (let i = 0; i < grapheme.length;) {
      const next = i + (grapheme.codePointAt(i)! > 0xffff ? 2 : 1);
      this.#character(at + i, at + next);
      i = next;
    }
  }

  #character(start: number, end: number): void {
    const character = this.#text.text.slice(start, end);
    const replacement = this.#map.replacementOf(character);
    if (replacement !== undefined) this.#replace(start, character, replacement);
  }

  /** Characters stand for those they replace, one by one; what is longer is added, what is shorter removed. */
  #replace(at: number, from: string, to: string): void {
    const editor = (this.#editor ??= this.#text.edit());
    if (editor.position < at) {
      this.#flush();
      editor.copyTo(at);
    }
    let left = [...from].length;
    const characters = [...to];
    if (characters.length === 0 && this.#held !== '') {
      editor.rewrite(this.#held);
      this.#held = '';
      left--;
    }
    for (const character of characters) {
      this.#flush();
      if (left === 0) this.#held = character;
      else {
        editor.rewrite(character);
        left--;
      }
    }
    editor.skipCharacters(left);
  }

  #flush(): void {
    if (this.#held !== '') this.#editor?.add(this.#held);
    this.#held = '';
  }
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Whether a character is a grapheme of its own and ends the one before: ASCII, then ASCII, but no line end of two. */
function isAlone(text: string, at: number): boolean {
  if (text.charCodeAt(at) > 0x7f || text.charCodeAt(at + 1) > 0x7f) return false;
  return text[at] !== '\r' && !(text[at] === '\n' && text[at - 1] === '\r');
}

function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length && length < 6; i++) {
    const unit = text.charCodeAt(i);
    // Each half of a surrogate pair counts two of its four bytes.
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
  }
  return length;
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new FormatError('The character map of a Precompiled normalizer is damaged', {
      expected: 'base64',
      cause,
    });
  }
}
