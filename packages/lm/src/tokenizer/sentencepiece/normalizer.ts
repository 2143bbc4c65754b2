import type { AlignedText } from '../pipeline/aligned-text.ts';
import type { Normalizer, SavedAs } from '../pipeline/stage.ts';
import { TextTrie } from '../models/trie/text-trie.ts';
import { type CharsmapMatch, readCharsmap } from './charsmap.ts';
import type { NormalizerSpec } from './model-proto.ts';

/** Stands for a space in pieces. */
export const spaceSymbol = '▁';

/** What else the normalization of a SentencePiece model depends on. */
export interface SentencePieceNormalizerOptions {
  /** Put the dummy space behind the text, not before it. @default false */
  readonly treatWhitespaceAsSuffix?: boolean;
  /** Pieces that pass unchanged, the longest first. @default none */
  readonly userDefined?: readonly string[];
}

/**
 * SentencePiece's own normalization: rules of the charsmap (the longest that matches), extra spaces removed, a
 * dummy space in front, and `▁` for every space.
 *
 * @see `normalizer.cc` of SentencePiece
 */
export function sentencePieceNormalizer(
  spec: NormalizerSpec,
  { treatWhitespaceAsSuffix = false, userDefined = [] }: SentencePieceNormalizerOptions = {},
): Normalizer & SavedAs<unknown> {
  const { addDummyPrefix, removeExtraWhitespaces } = spec;
  const space = spec.escapeWhitespaces ? spaceSymbol : ' ';
  const rule = spec.charsmap.length === 0 ? undefined : readCharsmap(spec.charsmap);
  const symbols = userDefined.length === 0 ? undefined : new TextTrie();
  for (const [index, symbol] of userDefined.entries()) symbols?.insert(symbol, index);

  function matchAt(text: string, at: number): CharsmapMatch | undefined {
    const symbol = symbols?.longestMatch(text, at) ?? 0;
    if (symbol > 0) return { length: symbol, replacement: text.slice(at, at + symbol) };
    return rule?.(text, at);
  }

  function leadingSpaces(text: string): number {
    let at = 0;
    while (at < text.length) {
      const match = matchAt(text, at);
      if ((match?.replacement ?? text[at]) !== ' ') break;
      at += match?.length ?? 1;
    }
    return at;
  }

  /** Writes the rules' results and the symbols for spaces. */
  function rewrite(source: AlignedText, from: number): AlignedText {
    const { text } = source;
    const editor = source.edit();
    editor.skipTo(from);
    if (addDummyPrefix && !treatWhitespaceAsSuffix) {
      editor.insert(space, source.startOf(from), source.endOf(from + lengthOfCharacter(text, from)));
    }
    let afterSpace = removeExtraWhitespaces;
    for (let at = from; at < text.length;) {
      const match = matchAt(text, at);
      const next = at + (match?.length ?? lengthOfCharacter(text, at));
      const given = match?.replacement ?? text.slice(at, next);
      const kept = afterSpace ? given.replace(/^ +/, '') : given;
      if (kept !== '') afterSpace = removeExtraWhitespaces && kept.endsWith(' ');
      if (match !== undefined || kept === '' || kept === ' ') {
        editor.copyTo(at);
        editor.insert(kept.replaceAll(' ', space), source.startOf(at), source.endOf(next));
        editor.skipTo(next);
      }
      at = next;
    }
    editor.copyTo(text.length);
    return editor.finish();
  }

  return Object.freeze({
    normalize(source: AlignedText): AlignedText {
      const from = removeExtraWhitespaces ? leadingSpaces(source.text) : 0;
      if (from === source.length) return source.slice(from, from);
      let result = rewrite(source, from);
      if (removeExtraWhitespaces) {
        let end = result.length;
        while (end > 0 && result.text[end - 1] === space) end--;
        result = result.slice(0, end);
      }
      return addDummyPrefix && treatWhitespaceAsSuffix ? result.append(space) : result;
    },
    toJSON: () => normalizerJson(spec, space),
  });
}

/** The nearest that `tokenizer.json` can say: there, rules apply within grapheme clusters only. */
function normalizerJson(spec: NormalizerSpec, space: string): unknown {
  const spaces = { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' };
  return {
    type: 'Sequence',
    normalizers: [
      ...(spec.charsmap.length === 0
        ? []
        : [{ type: 'Precompiled', precompiled_charsmap: base64(spec.charsmap) }]),
      ...(spec.removeExtraWhitespaces
        ? [{ type: 'Strip', strip_left: true, strip_right: true }, spaces]
        : []),
      ...(spec.addDummyPrefix ? [{ type: 'Prepend', prepend: space }] : []),
      ...(space === ' ' ? [] : [{ type: 'Replace', pattern: { String: ' ' }, content: space }]),
    ],
  };
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function lengthOfCharacter(text: string, at: number): number {
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
}
