import { ArgumentError, FormatError, UnsupportedError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import golden from './__golden__/decoders.json' with { type: 'json' };
import { cleanUpSpaces } from './clean-up.ts';
import { fuseDecoder } from './fuse.ts';
import { IdDecoder } from './id-decoder.ts';
import { readDecoder } from './read-decoder.ts';
import { replaceDecoder } from './replace.ts';
import { decoderSequence } from './sequence.ts';
import { stripDecoder } from './strip.ts';
import type { StreamDecoder } from './token-writer.ts';

/** The text of tokens, and what was written after each. */
function stream(decoder: StreamDecoder, tokens: readonly string[]): readonly string[] {
  const pieces: string[] = [''];
  const writer = decoder.stream({
    write(part) {
      pieces[pieces.length - 1] += part;
    },
    end() {},
  });
  for (const token of tokens) {
    writer.write(token, true, true);
    pieces.push('');
  }
  writer.end();
  return pieces;
}

describe.each(golden.cases)('the decoder $decoder', ({ decoder: json, examples }) => {
  const decoder = readDecoder(json);

  it.each(examples as [string[], string][])('decodes %j as the reference does', (tokens, text) => {
    expect(decoder.decode(tokens).join('')).toBe(text);
    expect(stream(decoder, tokens).join('')).toBe(text);
  });

  it('gives ids the text that it gives their tokens', () => {
    for (const [tokens, text] of examples as [string[], string][]) {
      const vocabulary = [...new Set(tokens)];
      const ids = new IdDecoder({
        decoder,
        spell: (id) => vocabulary[id],
        isSpecial: () => false,
        vocabularySize: vocabulary.length,
      });
      const list = tokens.map((token) => vocabulary.indexOf(token));
      const decoding = { skipSpecialTokens: false, cleanUpTokenizationSpaces: false };
      expect(ids.decode(list, decoding)).toBe(text.toWellFormed());
      // What is remembered of an id holds wherever it stands.
      expect(ids.decode(list, decoding)).toBe(text.toWellFormed());
    }
  });

  it('comes back from its JSON', () => {
    expect(JSON.parse(JSON.stringify(decoder))).toEqual(json);
  });
});

describe('a decoder that streams', () => {
  it('writes a character as soon as its bytes are there', () => {
    const byteLevel = readDecoder({ type: 'ByteLevel' });
    expect(stream(byteLevel, ['a', 'ðŁ', 'ĺ', 'Ģ', 'b', 'Ã'])).toEqual([
      'a',
      '',
      '',
      '😀',
      'b',
      '',
      '\uFFFD',
    ]);
  });

  it('shares no state with another stream', () => {
    const byteLevel = readDecoder({ type: 'ByteLevel' });
    const first: string[] = [];
    const writer = byteLevel.stream({ write: (part) => first.push(part), end() {} });
    writer.write('ðŁ', true, true);
    expect(stream(byteLevel, ['a']).join('')).toBe('a');
    writer.write('ĺĢ', true, true);
    expect(first.join('')).toBe('😀');
  });

  it('holds back only what may still change', () => {
    const strip = readDecoder({
      type: 'Sequence',
      decoders: [{ type: 'Fuse' }, { type: 'Strip', content: ' ', start: 1, stop: 1 }],
    });
    expect(stream(strip, [' a', ' ', ' ', 'b', ' '])).toEqual(['a', '', ' ', ' b', '', '']);
  });
});

describe('cleanUpSpaces', () => {
  it('removes spaces before punctuation across tokens', () => {
    const text = "It 's fine , I do n't mind . ' x ' !";
    const expected = "It's fine, I don't mind.'x '!";
    expect(cleanUpSpaces().decode([text]).join('')).toBe(expected);
    expect(stream(cleanUpSpaces(), [...text]).join('')).toBe(expected);
  });
});

describe('replaceDecoder', () => {
  it('takes a dollar sign in what it puts for what it is', () => {
    const decoder = replaceDecoder({ String: 'x' }, '$&$1');
    expect(decoder.decode(['axb'])).toEqual(['a$&$1b']);
    expect(stream(decoderSequence([fuseDecoder(), decoder]), ['ax', 'b']).join('')).toBe('a$&$1b');
  });
});

describe('stripDecoder', () => {
  it('refuses anything but one character', () => {
    for (const content of ['', 'ab']) expect(() => stripDecoder({ content })).toThrow(ArgumentError);
    expect(stripDecoder({ content: '😀', start: 1, stop: 1 }).decode(['😀😀a😀'])).toEqual(['😀a']);
  });
});

describe('readDecoder', () => {
  it('names the field that is damaged', () => {
    expect(() => readDecoder({ type: 'Strip', content: 'ab', start: 0, stop: 0 })).toThrow(/content/);
    expect(() => readDecoder({ type: 'WordPiece', prefix: 3, cleanup: true })).toThrow(FormatError);
    expect(() => readDecoder('Fuse')).toThrow(FormatError);
  });

  it('refuses types it does not know, even those every object has', () => {
    for (const type of ['Unknown', 'toString', '__proto__'])
      expect(() => readDecoder({ type })).toThrow(UnsupportedError);
  });

  it('refuses sequences in sequences without end', () => {
    let json: unknown = { type: 'Fuse' };
    for (let i = 0; i < 50; i++) json = { type: 'Sequence', decoders: [json] };
    expect(() => readDecoder(json)).toThrow(FormatError);
  });
});
