import { readFileSync } from 'node:fs';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { FmError, hostKey, randomBitsHost } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { TextTrie } from '../models/trie/text-trie.ts';
import { readSentencePiece } from './read-sentence-piece.ts';

interface Golden {
  readonly models: Readonly<
    Record<
      string,
      { readonly file: string; readonly examples: readonly (readonly [string, number[], string])[] }
    >
  >;
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('__golden__/sentencepiece.json', import.meta.url), 'utf8'),
);
const files = new Map(
  Object.entries(golden.models).map(([name, { file }]) => [
    name,
    Uint8Array.from(Buffer.from(file, 'base64')),
  ]),
);
const fileOf = (name: string): Uint8Array => files.get(name) as Uint8Array;

describe.each(Object.entries(golden.models))('readSentencePiece with the model %s', (name, { examples }) => {
  const tokenizer = readSentencePiece(fileOf(name));

  it.each(examples)('gives the ids of SentencePiece for %j', (text, ids) => {
    expect([...tokenizer.encode(text).ids]).toEqual(ids);
  });

  it('decodes as SentencePiece does, but for how it shows unknown tokens', () => {
    const unknown = tokenizer.idOf('<unk>') as number;
    for (const [, ids, decoded] of examples)
      if (!ids.includes(unknown)) expect(tokenizer.decode(ids)).toBe(decoded);
  });

  it('covers the text with its offsets, in order', () => {
    for (const [text] of examples) {
      const { offsets } = tokenizer.encode(text);
      for (let i = 2; i < offsets.length; i += 2) {
        expect(offsets[i]).toBeGreaterThanOrEqual(offsets[i - 2] as number);
        expect(offsets[i + 1]).toBeLessThanOrEqual(text.length);
      }
    }
  });
});

describe('readSentencePiece', () => {
  it('puts control tokens around texts when asked to', () => {
    const tokenizer = readSentencePiece(fileOf('unigram'), { addBeginOfText: true, addEndOfText: true });
    const { tokens } = tokenizer.encode('the dog');
    expect([tokens[0], tokens.at(-1)]).toEqual(['<s>', '</s>']);
    expect(tokenizer.endOfText).toBe(tokenizer.idOf('</s>'));
  });

  it('leaves control tokens in a text as text', () => {
    const tokenizer = readSentencePiece(fileOf('unigram'));
    expect(tokenizer.encode('</s>').ids).not.toContain(tokenizer.idOf('</s>'));
    expect(tokenizer.encode('</s>', { allowSpecial: 'all' }).ids).toContain(tokenizer.idOf('</s>'));
  });

  it('refuses models that it cannot follow', () => {
    expect(() =>
      readSentencePiece(
        model(
          [
            ['<unk>', 2],
            ['a', 1],
          ],
          3,
        ),
      ),
    ).toThrow(/type word/);
    expect(() => readSentencePiece(model([['a', 1]], 1))).toThrow(/unknown piece/);
    expect(() =>
      readSentencePiece(
        model(
          [
            ['<unk>', 2],
            ['a', 1],
            ['a', 1],
          ],
          1,
        ),
      ),
    ).toThrow(/differ/);
    expect(() =>
      readSentencePiece(
        model(
          [
            ['<unk>', 2],
            ['a', 9],
          ],
          1,
        ),
      ),
    ).toThrow(/pieces\[1\]\.type is 9/);
    expect(() => readSentencePiece(new Uint8Array())).toThrow(/no pieces/);
    expect(() => readSentencePiece(new TextEncoder().encode('{"model": {}}'))).toThrow(
      /not a SentencePiece model/,
    );
  });

  it('reads or refuses mutated files, and throws nothing else', () => {
    const original = fileOf('bpe');
    for (let seed = 0; seed < 300; seed++) {
      const bits = randomBitsHost(hostKey(seed), 8);
      const mutated = original.slice(
        0,
        seed % 3 === 0 ? ((bits[0] as number) >>> 0) % original.length : original.length,
      );
      for (let i = 1; i < bits.length && mutated.length > 0; i++) {
        mutated[((bits[i] as number) >>> 8) % mutated.length] = (bits[i] as number) & 0xff;
      }
      try {
        readSentencePiece(mutated).encode('the dog <sep> ﬁ☃');
      } catch (error) {
        expect(FmError.is(error), String(error)).toBe(true);
      }
    }
  });

  it('takes steps in proportion to the length of the text', () => {
    const tokenizer = readSentencePiece(fileOf('unigram'));
    const steps = (text: string): number => {
      const child = TextTrie.prototype.child;
      let count = 0;
      TextTrie.prototype.child = function (node, unit) {
        count++;
        return child.call(this, node, unit);
      };
      tokenizer.encode(text);
      TextTrie.prototype.child = child;
      return count;
    };
    for (const unit of ['a', ' ', 'the dog ', '☃']) {
      expect(steps(unit.repeat(20_000))).toBeLessThan(2.1 * steps(unit.repeat(10_000)) + 100);
    }
  });
});

function model(pieces: readonly (readonly [piece: string, type: number])[], type: number): Uint8Array {
  const writer = new BinaryWriter();
  for (const [piece, pieceType] of pieces) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(piece).tag(3, WireType.Varint).int32(pieceType).join();
  }
  writer.tag(2, WireType.LengthDelimited).fork().tag(3, WireType.Varint).int32(type).join();
  return writer.finish();
}
