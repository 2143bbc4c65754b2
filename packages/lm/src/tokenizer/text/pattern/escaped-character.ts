import { malformed, untranslatable } from './pattern-error.ts';
import type { PatternReader } from './pattern-reader.ts';

const controls: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
  ['v', '\v'],
  ['a', '\x07'],
  ['e', '\x1b'],
]);

/** Reads an escape that stands for one character, behind its backslash. */
export function readEscapedCharacter(reader: PatternReader, isInClass: boolean): string {
  const hexadecimal =
    reader.match(/^x\{([\dA-Fa-f]{1,8})\}/) ??
    reader.match(/^x([\dA-Fa-f]{1,2})/) ??
    reader.match(/^u\{([\dA-Fa-f]{1,8})\}/) ??
    reader.match(/^u([\dA-Fa-f]{4})/) ??
    reader.match(/^U([\dA-Fa-f]{8})/);
  if (hexadecimal !== undefined) return character(reader, Number.parseInt(hexadecimal[1]!, 16));
  const octal = reader.match(isInClass ? /^[0-7]{1,3}/ : /^0[0-7]{0,2}/);
  if (octal !== undefined) return character(reader, Number.parseInt(octal[0], 8));
  const control = reader.match(/^(?:c|C-)([A-Za-z@[\]^_])/);
  if (control !== undefined) return String.fromCodePoint(control[1]!.codePointAt(0)! & 0x1f);
  const escaped = reader.next();
  if (isInClass && escaped === 'b') return '\b';
  const named = controls.get(escaped);
  if (named !== undefined) return named;
  // Escaped letters and digits have meanings of their own: whatever is left of them is not known here.
  if (/[A-Za-z\d]/.test(escaped)) throw untranslatable(reader.pattern, `\\${escaped}`);
  return escaped;
}

function character(reader: PatternReader, codePoint: number): string {
  if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff))
    throw malformed(reader.pattern, `${codePoint.toString(16)} is no character`);
  return String.fromCodePoint(codePoint);
}
