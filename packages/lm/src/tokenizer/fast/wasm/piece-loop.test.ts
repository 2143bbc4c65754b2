import { afterEach, describe, expect, it, vi } from 'vitest';
import { byteAlphabet } from '../../byte/byte-alphabet.ts';
import { bpe, type Bpe } from '../../models/bpe/bpe.ts';
import { idBuffer, takeIds } from '../../pipeline/id-buffer.ts';
import { PieceEncoder } from '../pieces/piece-encoder.ts';
import type { ShortPieces } from '../pieces/short-pieces.ts';
import { singleByteIds } from '../pieces/single-byte-ids.ts';
import { readAhead } from '../pieces/utf8-text.ts';
import { cl100kScanner } from '../scanners/scan-cl100k.ts';
import { scanGpt2 } from '../scanners/scan-gpt2.ts';
import { scanO200k } from '../scanners/scan-o200k.ts';
import type { Scanner } from '../scanners/scanner.ts';
import { maxTextBytes, pieceLoop, type PieceLoop } from './piece-loop.ts';
import { pieceLoopBytes } from './piece-loop-bytes.ts';
import { webAssembly } from './web-assembly.ts';

/** Pairs of neighbours of an alphabet, and pairs of those. */
function model(): Bpe {
  const alphabet = byteAlphabet();
  const entries = new Map(alphabet.map((character, byte) => [character, byte]));
  const merges: (readonly [string, string])[] = [];
  let pool = Array.from("eta oin shrdl'\n\n", (character) => alphabet[character.charCodeAt(0)]!);
  for (let round = 0; round < 3; round++) {
    pool = pool.map((left, i) => {
      const right = pool[(i * 7 + 3) % pool.length]!;
      merges.push([left, right]);
      if (!entries.has(left + right)) entries.set(left + right, entries.size);
      return left + right;
    });
  }
  return bpe(entries, merges);
}

const bytePairs = model();
const byteIds = singleByteIds(bytePairs.entries)!;
const newEncoder = (short?: ShortPieces): PieceEncoder => new PieceEncoder(bytePairs, byteIds, short);
const utf8 = new TextEncoder();

interface Encoded {
  readonly ids: readonly number[];
  readonly ends: readonly number[];
}

function inWebAssembly(loop: PieceLoop, text: string): Encoded {
  const ids = idBuffer(1);
  const pieces = loop.encode(utf8.encodeInto(text, loop.text.bytes).written, ids);
  return { ids: [...takeIds(ids)], ends: [...loop.ends.subarray(0, pieces)] };
}

function inJavaScript(encoder: PieceEncoder, scanner: Scanner, text: string): Encoded {
  const encoded = utf8.encode(text);
  const bytes = new Uint8Array(encoded.length + readAhead);
  bytes.set(encoded);
  const ends = new Int32Array(encoded.length);
  const pieces = scanner(bytes, 0, encoded.length, ends);
  const ids = idBuffer(1);
  encoder.encode({ bytes, view: new DataView(bytes.buffer) }, ends, pieces, ids);
  return { ids: [...takeIds(ids)], ends: [...ends.subarray(0, pieces)] };
}

const parts = [
  ...Array.from(" \n\t\r'/.,-_0azAZ9\0\u007féſ\u00a0\u0085\u3000中か😀\u0301\u200d\ufeff٣ǅ"),
  ...[
    "'s",
    "'LL",
    "n't",
    'the',
    ' other',
    '  ',
    '\r\n',
    ' \n \n ',
    '//',
    '123',
    'HTTPServer',
    ' '.repeat(20),
  ],
  ...['antidisestablishmentarianism', '='.repeat(40), 'é'.repeat(9), '\n\n  '],
];

/** The same for the same seed. */
function nastyText(seed: number, length: number): string {
  let state = seed + 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return parts[(state >>> 8) % parts.length]!;
  }).join('');
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each([
  ['gpt2', scanGpt2],
  ['cl100k', cl100kScanner(3)],
  ['qwen2', cl100kScanner(1)],
  ['o200k', scanO200k],
] as const)('the WebAssembly loop for %s', (_, scanner) => {
  it('gives the pieces and ids that JavaScript gives', () => {
    const loop = pieceLoop(scanner.automaton!, newEncoder)!;
    const encoder = newEncoder();
    const texts = [
      '',
      ...parts,
      ...Array.from({ length: 2000 }, (__, seed) => nastyText(seed, 1 + (seed % 40))),
    ];
    for (const text of texts) {
      expect(inWebAssembly(loop, text), JSON.stringify(text)).toEqual(inJavaScript(encoder, scanner, text));
    }
  });

  it('takes texts up to its limit', () => {
    const loop = pieceLoop(scanner.automaton!, newEncoder)!;
    for (const text of ['a1'.repeat(maxTextBytes / 2), '中'.repeat(maxTextBytes / 3)]) {
      expect(inWebAssembly(loop, text)).toEqual(inJavaScript(newEncoder(), scanner, text));
    }
  });
});

it('goes on right, and within its memory, after its tables have been full and forgotten', () => {
  const loop = pieceLoop(scanGpt2.automaton!, newEncoder)!;
  const words = (round: number): string =>
    Array.from(
      { length: 20_000 },
      (_, i) => ` ${(round * 20_000 + i).toString(36).replaceAll(/\d/g, 'é')}e`,
    ).join('');
  let rounds = 0;
  for (; loop.encoder.wipes === 0; rounds++) {
    expect(rounds).toBeLessThan(60);
    inWebAssembly(loop, words(rounds));
  }
  expect(loop.encoder.memoryBytes).toBeLessThanOrEqual(30 * 2 ** 20);
  for (const round of [0, rounds]) {
    expect(inWebAssembly(loop, words(round))).toEqual(inJavaScript(newEncoder(), scanGpt2, words(round)));
  }
});

it('is small enough for the main thread of every browser', () => {
  expect(pieceLoopBytes().length).toBeLessThan(4096);
});

it('is left out where WebAssembly is missing or forbidden', () => {
  const { Memory, Instance } = webAssembly()!;
  vi.stubGlobal('WebAssembly', {
    Memory,
    Instance,
    Module: () => {
      throw new EvalError('unsafe-eval');
    },
  });
  expect(pieceLoop(scanGpt2.automaton!, newEncoder)).toBeUndefined();
  vi.stubGlobal('WebAssembly', undefined);
  expect(pieceLoop(scanGpt2.automaton!, newEncoder)).toBeUndefined();
});
