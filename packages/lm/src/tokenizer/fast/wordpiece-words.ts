import type { WordScanner } from './wordwise-encoder.ts';

const space = 1;
const punctuation = 2;

/**
 * White space and punctuation among the ASCII characters, as `BertPreTokenizer` sees them. Other control characters
 * belong to words: `BertNormalizer` may remove them.
 */
const classes: Uint8Array = Uint8Array.from({ length: 0x80 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  if (/[\t\n\r ]/.test(character)) return space;
  return /[!-/:-@[-`{-~]/.test(character) ? punctuation : 0;
});

/**
 * Words between ASCII white space and ASCII punctuation, and every punctuation character that no other than an
 * ASCII character follows (an accent could belong to it).
 */
export const wordPieceWords: WordScanner = {
  skip(text, from) {
    let at = from;
    while (at < text.length && classOf(text, at) === space) at++;
    return at;
  },
  end(text, start) {
    let at = start + 1;
    if (classOf(text, start) === punctuation && (at === text.length || text.charCodeAt(at) < 0x80)) return at;
    while (at < text.length && classOf(text, at) === 0) at++;
    return at;
  },
};

function classOf(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit < 0x80 ? (classes[unit] as number) : 0;
}
