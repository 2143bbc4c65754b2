import { ArgumentError, hostKey, randomBitsHost } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { StopStrings } from './stop-strings.ts';

/** Feeds a text in pieces and returns what comes out. */
function filter(pieces: readonly string[], stops: readonly string[]): { text: string; found: boolean } {
  const filtered = new StopStrings(stops);
  const out = pieces.map((piece) => filtered.push(piece));
  return { text: out.join('') + filtered.end(), found: filtered.found };
}

describe('StopStrings', () => {
  it('ends before a stop string that is split over pieces', () => {
    expect(filter(['Hello W', 'or', 'ld!'], ['World'])).toEqual({ text: 'Hello ', found: true });
  });

  it('holds back only what could still become a stop string', () => {
    const filtered = new StopStrings(['\n\n', '###']);
    expect(['a\n', 'b', '#', '#', 'c#'].map((piece) => filtered.push(piece))).toEqual([
      'a',
      '\nb',
      '',
      '',
      '##c',
    ]);
    expect(filtered.end()).toBe('#');
  });

  it('finds a stop string that begins inside a failed start of itself', () => {
    expect(filter(['a', 'a', 'a', 'b', 'c'], ['aab'])).toEqual({ text: 'a', found: true });
  });

  it('takes the earliest of several', () => {
    expect(filter(['one two three'], ['three', 'two'])).toEqual({ text: 'one ', found: true });
  });

  it('passes everything on when there are none', () => {
    expect(filter(['a', 'b'], [])).toEqual({ text: 'ab', found: false });
  });

  it('never lets a part of a stop string through, however the text is cut', () => {
    for (let trial = 0; trial < 300; trial++) {
      const bits = randomBitsHost(hostKey(trial), 24);
      const text = Array.from({ length: 12 }, (_, i) => 'ab'[(bits[i] as number) & 1]).join('');
      const stops = ['aba', 'bbb'];
      const pieces: string[] = [];
      for (let at = 0, n = 0; at < text.length; n++) {
        const size = 1 + ((bits[12 + n] as number) & 1);
        pieces.push(text.slice(at, at + size));
        at += size;
      }
      const first = Math.min(...stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0), text.length);
      // A piece may hold a later stop string before an earlier one is complete only if it began earlier in the text.
      expect(filter(pieces, stops).text).toBe(text.slice(0, first));
    }
  });

  it('refuses an empty stop string', () => {
    expect(() => new StopStrings([''])).toThrow(ArgumentError);
  });
});
