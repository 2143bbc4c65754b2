import { gpt2Pattern } from '../pre-tokenizers/byte-level.ts';
import { cl100kScanner } from './scanners/scan-cl100k.ts';
import { scanDeepseek } from './scanners/scan-deepseek.ts';
import { scanGpt2 } from './scanners/scan-gpt2.ts';
import { scanO200k } from './scanners/scan-o200k.ts';
import type { Scanner } from './scanners/scanner.ts';

const maxDigits = 3;
const whitespace = String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`;
const contractions = `(?i:'s|'t|'re|'ve|'m|'ll|'d)`;
const upper = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const lower = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;

/** The pattern of cl100k_base and Llama 3. */
export const cl100kPattern: string = cl100kLike(String.raw`\p{N}{1,3}`);

/** The pattern of o200k_base. */
export const o200kPattern: string = [
  String.raw`[^\r\n\p{L}\p{N}]?${upper}*${lower}+${contractions}?`,
  String.raw`[^\r\n\p{L}\p{N}]?${upper}+${lower}*${contractions}?`,
  String.raw`\p{N}{1,3}`,
  String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*`,
  whitespace,
].join('|');

const families: readonly (readonly [patterns: readonly string[], Scanner])[] = [
  [[gpt2Pattern], scanGpt2],
  [[String.raw`'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s`], scanGpt2],
  [[cl100kPattern], cl100kScanner(maxDigits)],
  [[cl100kLike(String.raw`\p{N}`)], cl100kScanner(1)],
  [[o200kPattern], scanO200k],
  [deepseekPatterns(), scanDeepseek],
];

/** The scanner that cuts as these patterns do one after the other, with behaviour Isolated; if there is one. */
export function scannerOf(patterns: readonly string[]): Scanner | undefined {
  const wanted = spell(patterns);
  return families.find(([known]) => spell(known) === wanted)?.[1];
}

/** Files have line breaks in patterns as escapes or as they are. */
function spell(patterns: readonly string[]): string {
  return JSON.stringify(patterns.map((pattern) => pattern.replaceAll('\r', '\\r').replaceAll('\n', '\\n')));
}

function cl100kLike(digits: string): string {
  return [
    contractions,
    String.raw`[^\r\n\p{L}\p{N}]?\p{L}+`,
    digits,
    String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*`,
    whitespace,
  ].join('|');
}

function deepseekPatterns(): readonly string[] {
  return [
    String.raw`\p{N}{1,3}`,
    '[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+',
    [
      String.raw`[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_` + '`' + String.raw`{|}~][A-Za-z]+`,
      String.raw`[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+`,
      String.raw` ?[\p{P}\p{S}]+[\r\n]*`,
      whitespace,
    ].join('|'),
  ];
}
