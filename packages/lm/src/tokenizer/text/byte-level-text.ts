import { byteAlphabet } from '../byte/byte-alphabet.ts';
import type { AlignedText } from '../pipeline/aligned-text.ts';

const alphabet = byteAlphabet();
/** The ASCII characters that stand for themselves: no space and no control character. */
const plain = /^[!-~]*$/;

/** Writes every byte of the text's UTF-8 as a printable character; each covers the character it is a byte of. */
export function toByteLevel(text: AlignedText): AlignedText {
  if (plain.test(text.text)) return text;
  if (/^\p{ASCII}*$/u.test(text.text)) {
    return text.withText(text.text.replace(/[^!-~]/g, (character) => alphabet[character.charCodeAt(0)]!));
  }
  return text.mapCharacters((character) => {
    const codePoint = character.codePointAt(0)!;
    if (codePoint < 0x80) return alphabet[codePoint];
    const lowest = alphabet[0x80 | (codePoint & 0x3f)]!;
    const second = alphabet[0x80 | ((codePoint >> 6) & 0x3f)]!;
    const third = alphabet[0x80 | ((codePoint >> 12) & 0x3f)]!;
    if (codePoint < 0x800) return alphabet[0xc0 | (codePoint >> 6)]! + lowest;
    if (codePoint < 0x10000) return alphabet[0xe0 | (codePoint >> 12)]! + second + lowest;
    return alphabet[0xf0 | (codePoint >> 18)]! + third + second + lowest;
  });
}
