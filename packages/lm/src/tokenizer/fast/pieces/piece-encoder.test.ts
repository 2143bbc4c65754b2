import { expect, it } from 'vitest';
import { byteAlphabet } from '../../byte/byte-alphabet.ts';
import { bpe, type Bpe } from '../../models/bpe/bpe.ts';
import { idBuffer, takeIds } from '../../pipeline/id-buffer.ts';
import { PieceEncoder } from './piece-encoder.ts';
import { singleByteIds } from './single-byte-ids.ts';
import { readAhead } from './utf8-text.ts';

/** Doubles of each lower-case letter, of spaces and of line breaks, and pairs of different letters. */
function doubling(): Bpe {
  const alphabet = byteAlphabet();
  const entries = new Map(alphabet.map((character, byte) => [character, byte]));
  const merges: (readonly [string, string])[] = [];
  const merge = (left: string, right: string): void => {
    merges.push([left, right]);
    entries.set(left + right, entries.size);
  };
  for (const character of 'abcdefghijklmnopqrstuvwxyz \n') {
    for (let length = 1; length <= 32; length *= 2) {
      const half = alphabet[character.charCodeAt(0)]!.repeat(length);
      merge(half, half);
    }
  }
  for (const left of 'abcdefghijklm') for (const right of 'nopqrstuvwxyz') merge(left, right);
  return bpe(entries, merges);
}

function encodePieces(encoder: PieceEncoder, pieces: readonly string[]): readonly number[] {
  const text = new TextEncoder().encode(pieces.join(''));
  const bytes = new Uint8Array(text.length + readAhead);
  bytes.set(text);
  const ends = new Int32Array(pieces.length);
  let end = 0;
  for (const [i, piece] of pieces.entries()) ends[i] = end += new TextEncoder().encode(piece).length;
  const ids = idBuffer();
  encoder.encode({ bytes, view: new DataView(bytes.buffer) }, ends, pieces.length, ids);
  return [...takeIds(ids)];
}

function directly(model: Bpe, pieces: readonly string[]): readonly number[] {
  const alphabet = byteAlphabet();
  const ids: number[] = [];
  for (const piece of pieces) {
    const spelled = Array.from(new TextEncoder().encode(piece), (byte) => alphabet[byte]!).join('');
    model.tokenize(spelled, { add: (id) => ids.push(id) });
  }
  return ids;
}

const model = doubling();
const newEncoder = (): PieceEncoder => new PieceEncoder(model, singleByteIds(model.entries)!);

it('remembers pieces of every length right', () => {
  const encoder = newEncoder();
  const pieces = Array.from(
    { length: 140 },
    (_, length) => `${'a'.repeat(length)}né${'z'.repeat(length % 7)}`,
  );
  const expected = directly(model, pieces);
  for (let pass = 0; pass < 3; pass++) expect(encodePieces(encoder, pieces)).toEqual(expected);
});

it('tells pieces apart that only differ in length or in one byte', () => {
  const encoder = newEncoder();
  const pieces = [
    'a',
    'a\0',
    'a\0\0',
    'aaaaaaaaaaaaaaa',
    'aaaaaaaaaaaaaab',
    'aaaaaaaaaaaaaaaa',
    'aaaaaaaaaaaaaaab',
  ];
  for (let pass = 0; pass < 2; pass++) expect(encodePieces(encoder, pieces)).toEqual(directly(model, pieces));
});

it('merges a piece once and then remembers it', () => {
  const encoder = newEncoder();
  encodePieces(encoder, ['abcabc', 'a long piece of words']);
  const steps = encoder.mergeSteps;
  encodePieces(encoder, ['abcabc', 'a long piece of words', 'abcabc']);
  expect(encoder.mergeSteps).toBe(steps);
});

it('goes on right after its tables have been full and forgotten', () => {
  const encoder = newEncoder();
  const words = Array.from({ length: 270_000 }, (_, i) => `w${i.toString(36)}`);
  const long = Array.from({ length: 70_000 }, (_, i) => `a piece that is long ${i}`);
  const first = ['w0', 'waaz', 'a piece that is long 7'];
  const expected = directly(model, first);
  expect(encodePieces(encoder, first)).toEqual(expected);
  encodePieces(encoder, words);
  encodePieces(encoder, long);
  expect(encodePieces(encoder, first)).toEqual(expected);
  expect(encodePieces(encoder, words.slice(0, 2000))).toEqual(directly(model, words.slice(0, 2000)));
});

it('keeps its tables bounded, however many distinct pieces come', () => {
  const encoder = newEncoder();
  let largest = 0;
  for (let round = 0; encoder.wipes < 3; round++) {
    expect(round).toBeLessThan(100);
    const short = Array.from({ length: 30_000 }, (_, i) => `${round}x${i.toString(36)}`);
    const long = Array.from({ length: 3000 }, (_, i) => `a piece that is long ${round} ${i}`);
    encodePieces(encoder, [...short, ...long]);
    largest = Math.max(largest, encoder.memoryBytes);
  }
  expect(largest).toBeLessThanOrEqual(30 * 2 ** 20);
  const pieces = ['0x1a', '1x1a', 'a piece that is long 0 17'];
  expect(encodePieces(encoder, pieces)).toEqual(directly(model, pieces));
});

it.each([
  ['one letter', () => 'a'],
  ['spaces', () => ' '],
  ['line breaks', () => '\n'],
  [
    'letters without order',
    (i: number) => String.fromCharCode(97 + ((Math.imul(i, 2_654_435_761) >>> 20) % 26)),
  ],
])('takes steps in proportion to the length of %s', (_, unit) => {
  const stepsPerByte = [3e4, 3e5].map((length) => {
    const encoder = newEncoder();
    encodePieces(encoder, [Array.from({ length }, (__, i) => unit(i)).join('')]);
    return encoder.mergeSteps / length;
  });
  expect(stepsPerByte[1]).toBeLessThan(stepsPerByte[0]! * 1.05);
  expect(stepsPerByte[1]).toBeLessThan(8);
});
