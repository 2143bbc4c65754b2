import { describe, expect, it } from 'vitest';
import { cl100kScanner } from './scan-cl100k.ts';
import { scanDeepseek } from './scan-deepseek.ts';
import { scanGpt2 } from './scan-gpt2.ts';
import { scanO200k } from './scan-o200k.ts';
import type { Scanner } from './scanner.ts';

const anyCase = String.raw`'(?:[sSſtTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])`;
const space = String.raw`\p{White_Space}`;
const tail = String.raw`${space}*[\r\n]+|${space}+(?!\P{White_Space})|${space}+`;
const upper = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const lower = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;
const gpt2 = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^${space}\p{L}\p{N}]+|${space}+(?!\P{White_Space})|${space}+`;
const cl100k = (digits: string): string =>
  String.raw`${anyCase}|[^\r\n\p{L}\p{N}]?\p{L}+|${digits}| ?[^${space}\p{L}\p{N}]+[\r\n]*|${tail}`;
const o200k = String.raw`[^\r\n\p{L}\p{N}]?${upper}*${lower}+(?:${anyCase})?|[^\r\n\p{L}\p{N}]?${upper}+${lower}*(?:${anyCase})?|\p{N}{1,3}| ?[^${space}\p{L}\p{N}]+[\r\n/]*|${tail}`;
const deepseek = [
  String.raw`\p{N}{1,3}`,
  '[一-龥぀-ゟ゠-ヿ]+',
  String.raw`[!-\/:-@\[-${'`'}\{-~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|${tail}`,
];

const families: readonly (readonly [name: string, Scanner, patterns: readonly string[]])[] = [
  ['gpt2', scanGpt2, [gpt2]],
  ['cl100k', cl100kScanner(3), [cl100k(String.raw`\p{N}{1,3}`)]],
  ['qwen2', cl100kScanner(1), [cl100k(String.raw`\p{N}`)]],
  ['o200k', scanO200k, [o200k]],
  ['deepseek-v3', scanDeepseek, deepseek],
];

/** Characters that the patterns treat in different ways, and neighbours that are easily confused with them. */
const alphabet = [
  ...'aAbBsStTdDlLrReEvVmMſKé̀ıßǅʰªªº中文カ・ーあ゛々〇龥龦ไทย😀🇩👩\u200d\ufe0f',
  ...`0127²½४٣Ⅷ '"’_-/\\.,!?()[]{}<>@#$%^&*+=|~\`€«»。、¿`,
  ...'      \t\n\n\r\v\f\u0085\u00a0\u1680\u2003\u2028\u202f\u3000\ufeff\u0000\u0001\u007f\u00ad\u0301\u0903\u20dd\ue000\ufffd',
  '\u{10ffff}',
  '\u{1d400}',
  '\u{1f1ea}',
];
const words = [
  "don't",
  "WE'LL",
  "'S",
  "'ſ",
  'CamelCase',
  'HTTPServer',
  'x1y22z4444',
  '  ',
  '\r\n',
  ' \n ',
  '...',
  '中A',
  '/\n/',
  "a'",
];

function randomTexts(count: number): readonly string[] {
  let state = 12_345;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  return Array.from({ length: count }, () => {
    // Few different characters make long runs and close calls likely.
    const few = Array.from({ length: 1 + draw(6) }, () =>
      draw(4) === 0 ? words[draw(words.length)]! : alphabet[draw(alphabet.length)]!,
    );
    return Array.from({ length: draw(24) }, () => few[draw(few.length)]!).join('');
  });
}

function cutWith(scan: Scanner, text: string): readonly string[] {
  const padding = 16;
  const bytes = new Uint8Array(3 * text.length + padding);
  const end = new TextEncoder().encodeInto(text, bytes).written;
  const ends = new Int32Array(end);
  const count = scan(bytes, 0, end, ends);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
  return Array.from({ length: count }, (_, i) =>
    decoder.decode(bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i])),
  );
}

/** What Split with behaviour Isolated does: matches and what lies between them. */
function isolate(text: string, pattern: string): readonly string[] {
  const pieces: string[] = [];
  let end = 0;
  for (const match of text.matchAll(new RegExp(pattern, 'gu'))) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    pieces.push(match[0]);
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

describe.each(families)('the scanner of %s', (_, scan, patterns) => {
  it('cuts where its pattern does', () => {
    for (const text of randomTexts(6000)) {
      const pieces = patterns.reduce<readonly string[]>(
        (parts, pattern) => parts.flatMap((part) => isolate(part, pattern)),
        [text],
      );
      expect(cutWith(scan, text), JSON.stringify(text)).toEqual(pieces);
    }
  });

  it('cuts a long text as its pattern does, with pieces of any length', () => {
    const long = ['a', ' ', '\n', '=', '7', 'é', "'"].map((each) => each.repeat(5000));
    const text = [...randomTexts(400), ...long, ...randomTexts(200)].join('');
    const pieces = patterns.reduce<readonly string[]>(
      (parts, pattern) => parts.flatMap((part) => isolate(part, pattern)),
      [text],
    );
    expect(cutWith(scan, text)).toEqual(pieces);
  });

  it('cuts part of a buffer without looking past its end', () => {
    const bytes = new TextEncoder().encode('ab cd\n\n ef');
    const ends = new Int32Array(bytes.length);
    expect(scan(bytes, 3, 6, ends)).toBe(2);
    expect([...ends.subarray(0, 2)]).toEqual([5, 6]);
  });
});
