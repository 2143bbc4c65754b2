import { UnsupportedError } from '@fm/core';
import type { CharacterClass } from './character-class.ts';

/** A stretch of text that a pattern matched, or that lies between two matches; units of UTF-16. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly isMatch: boolean;
}

/** Cuts a whole text into spans, in order and without gaps; matches may be empty. */
export type SpanFinder = (text: string) => readonly Span[];

/**
 * Spans of a regular expression's matches, one after another. An empty match right behind a match is none, as in
 * Oniguruma's scanning.
 *
 * The finder throws an {@link UnsupportedError} where a single run of millions of characters exhausts the engine.
 */
export function spansOf(expression: RegExp): SpanFinder {
  const scanner = new RegExp(expression.source, expression.flags.replace(/[gy]/g, '') + 'g');
  return (text) => {
    const spans: Span[] = [];
    let end = 0;
    let matchEnd = -1;
    scanner.lastIndex = 0;
    for (let match = next(scanner, text); match !== null; match = next(scanner, text)) {
      const start = match.index;
      const stop = start + match[0].length;
      if (isInsidePair(text, start)) {
        // Engines find lookarounds between the halves of a surrogate pair.
        scanner.lastIndex = start + 1;
        continue;
      }
      if (stop === start) {
        // Going on from the same place would find the same nothing again.
        scanner.lastIndex = stop + (text.codePointAt(stop)! > 0xffff ? 2 : 1);
        if (matchEnd === stop) continue;
      }
      if (start > end) spans.push({ start: end, end: start, isMatch: false });
      spans.push({ start, end: stop, isMatch: true });
      end = matchEnd = stop;
    }
    if (end < text.length) spans.push({ start: end, end: text.length, isMatch: false });
    return spans;
  };
}

function next(scanner: RegExp, text: string): RegExpExecArray | null {
  try {
    return scanner.exec(text);
  } catch (cause) {
    // Engines remember a place to go back to for every character of a run, up to a limit of millions.
    throw new UnsupportedError('A run of text is too long for a regular expression of the tokenizer', {
      expected: 'less than a million characters without a place to split',
      received: `a text of ${text.length} units`,
      hint: 'Cut the text into documents or paragraphs first.',
      cause,
    });
  }
}

function isInsidePair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}

/** Spans of a literal string's occurrences; the empty string occurs between all characters. */
export function spansOfString(literal: string): SpanFinder {
  if (literal === '') return spansOf(/(?:)/u);
  return (text) => {
    const spans: Span[] = [];
    let end = 0;
    for (let start = text.indexOf(literal); start >= 0; start = text.indexOf(literal, end)) {
      if (start > end) spans.push({ start: end, end: start, isMatch: false });
      end = start + literal.length;
      spans.push({ start, end, isMatch: true });
    }
    if (end < text.length) spans.push({ start: end, end: text.length, isMatch: false });
    return spans;
  };
}

/** Every character of a class is a match of its own. */
export function spansOfClass(isMember: CharacterClass): SpanFinder {
  return (text) => {
    const spans: Span[] = [];
    let end = 0;
    for (let at = 0; at < text.length;) {
      const codePoint = text.codePointAt(at)!;
      const next = at + (codePoint > 0xffff ? 2 : 1);
      if (isMember(codePoint)) {
        if (at > end) spans.push({ start: end, end: at, isMatch: false });
        spans.push({ start: at, end: next, isMatch: true });
        end = next;
      }
      at = next;
    }
    if (end < text.length) spans.push({ start: end, end: text.length, isMatch: false });
    return spans;
  };
}

/** The same spans, where what lay between the matches counts as matched. */
export function inverted(find: SpanFinder): SpanFinder {
  return (text) => find(text).map(({ start, end, isMatch }) => ({ start, end, isMatch: !isMatch }));
}
