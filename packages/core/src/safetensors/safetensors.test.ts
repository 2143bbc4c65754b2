import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FmError } from '../errors/index.ts';
import {
  type DType,
  dtypes,
  fromNumbers,
  type HostTensor,
  hostTensor,
  sizeOf,
  toNumbers,
} from '../tensor/index.ts';
import {
  memorySource,
  openSafetensors,
  openShardedSafetensors,
  readSafetensors,
  safetensorsChunks,
  writeSafetensors,
} from './index.ts';

interface Golden {
  readonly files: readonly {
    readonly file: string;
    readonly header: string;
    readonly metadata: Record<string, string>;
    readonly tensors: Record<
      string,
      { dtype: string; shape: number[]; values: (number | string | boolean)[] }
    >;
  }[];
}

const folder = new URL('./__golden__/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('safetensors.json', folder), 'utf8')) as Golden;
const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(new URL(file, folder)));

/** The numbers as text, so that NaN, infinities and 64-bit integers compare exactly. */
const spell = (tensor: HostTensor): string[] =>
  tensor.dtype === 'i64'
    ? Array.from(tensor.data as BigInt64Array, String)
    : Array.from(toNumbers(tensor), (x) => `${x}`);
const spellGolden = (values: readonly (number | string | boolean)[]): string[] =>
  values.map((value) =>
    typeof value === 'boolean' ? `${Number(value)}` : typeof value === 'number' ? `${value}` : value,
  );

/** A file with this header and this many bytes of data. */
function fileWith(
  header: string,
  dataBytes: number,
  length = new TextEncoder().encode(header).byteLength,
): Uint8Array {
  const json = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + json.byteLength + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(json, 8);
  return file;
}

describe('reading', () => {
  for (const { file, tensors, metadata } of golden.files.filter(({ file }) => !file.startsWith('rare'))) {
    it(`finds what Python wrote in ${file}`, () => {
      const read = readSafetensors(bytesOf(file), file);
      expect(read.metadata).toEqual(metadata);
      expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(tensors).sort());
      for (const [name, { shape, values }] of Object.entries(tensors)) {
        expect(read.tensors[name]?.shape, name).toEqual(shape);
        expect(spell(read.tensors[name] as HostTensor), name).toEqual(spellGolden(values));
      }
    });
  }

  it('widens rare dtypes without loss, and names the tensor whose value does not fit', async () => {
    const file = await openSafetensors(memorySource(bytesOf('rare-dtypes.safetensors'), 'rare'));
    const expected = golden.files.find((f) => f.file.startsWith('rare'))?.tensors ?? {};
    for (const name of ['u16', 'u32', 'f8_e4m3', 'f8_e5m2']) {
      expect(spell(await file.read(name)), name).toEqual(spellGolden(expected[name]?.values ?? []));
    }
    await expect(file.read('u64')).rejects.toMatchObject({
      code: 'FM_UNSUPPORTED',
      message: expect.stringContaining('rare, tensor "u64"'),
    });
  });

  it('decodes every 8-bit float pattern', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const header = '{"x":{"dtype":"F8_E4M3","shape":[256],"data_offsets":[0,256]}}';
    const file = fileWith(header, 256);
    file.set(bytes, file.byteLength - 256);
    const numbers = toNumbers(readSafetensors(file).tensors.x as HostTensor);
    bytes.forEach((byte) => {
      const [exponent, mantissa] = [(byte >> 3) & 15, byte & 7];
      const magnitude = exponent === 0 ? (mantissa / 8) * 2 ** -6 : (1 + mantissa / 8) * 2 ** (exponent - 7);
      expect(numbers[byte]).toBe((byte & 127) === 127 ? Number.NaN : byte & 128 ? -magnitude : magnitude);
    });
  });

  it('reads single tensors by range and nothing else', async () => {
    const bytes = writeSafetensors({ a: hostTensor('f32', [1, 2]), b: hostTensor('i64', [3]) });
    const ranges: number[][] = [];
    const source = memorySource(bytes, 'two.safetensors');
    const file = await openSafetensors({
      ...source,
      read: (at, n) => (ranges.push([at, n]), source.read(at, n)),
    });
    expect(toNumbers(await file.read('a'))).toEqual(Float64Array.of(1, 2));
    expect(ranges.at(-1)).toEqual([bytes.byteLength - 8, 8]);
    await expect(file.read('c')).rejects.toMatchObject({ code: 'FM_ARGUMENT', received: 'c' });
  });

  it('reads a tensor of a sharded model', async () => {
    const shards: Record<string, Uint8Array> = {
      'model-1.safetensors': writeSafetensors({ a: hostTensor('f32', [1]) }),
      'model-2.safetensors': writeSafetensors({ b: hostTensor('f32', [2]) }),
    };
    const open = async (name: string) => memorySource(shards[name] ?? new Uint8Array(), name);
    const index = (map: object): string => JSON.stringify({ metadata: { total_size: 8 }, weight_map: map });
    const file = await openShardedSafetensors(
      index({ a: 'model-1.safetensors', b: 'model-2.safetensors' }),
      open,
    );
    expect([...file.entries.keys()]).toEqual(['a', 'b']);
    expect(toNumbers(await file.read('b'))).toEqual(Float64Array.of(2));
    await expect(openShardedSafetensors(index({ a: '../secret.safetensors' }), open)).rejects.toMatchObject({
      code: 'FM_FORMAT',
    });
    await expect(openShardedSafetensors(index({ c: 'model-1.safetensors' }), open)).rejects.toMatchObject({
      code: 'FM_FORMAT',
    });
    await expect(openShardedSafetensors('{}', open)).rejects.toMatchObject({ code: 'FM_FORMAT' });
  });
});

describe('writing', () => {
  it('reproduces the header of the reference library', () => {
    const { header, tensors } = golden.files[0] as Golden['files'][0];
    const read = readSafetensors(bytesOf('all-dtypes.safetensors'));
    const kept = Object.fromEntries(
      Object.entries(read.tensors).filter(([name]) => !['I8', 'I16'].includes(tensors[name]?.dtype ?? '')),
    );
    const written = writeSafetensors(kept, read.metadata);
    const names = (text: string): string[] =>
      [...text.matchAll(/"((?:[^"\\]|\\.)*)":\{"dtype"/g)].map((match) => match[1] as string);
    const text = new TextDecoder().decode(
      written.subarray(8, 8 + Number(new DataView(written.buffer).getBigUint64(0, true))),
    );
    expect(names(text)).toEqual(names(header).filter((name) => name !== 'i8' && name !== 'i16'));
    expect(new TextEncoder().encode(text).byteLength % 8).toBe(0);
  });

  it('writes a file without tensors byte for byte as the reference library', () => {
    const bytes = bytesOf('no-tensors.safetensors');
    expect(writeSafetensors({}, { format: 'pt' })).toEqual(bytes);
  });

  it('reads back what it wrote, for every dtype, in memory and in chunks', async () => {
    const tensor = fc
      .record({ dtype: fc.constantFrom(...dtypes), shape: fc.array(fc.nat(3), { maxLength: 3 }) })
      .chain(({ dtype, shape }) =>
        fc
          .array(fc.nat(200), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
          .map((values): HostTensor =>
            hostTensor(dtype as DType, fromNumbers(dtype as DType, values), shape),
          ),
      );
    const name = fc
      .string({ unit: 'grapheme' })
      .filter((text) => text !== '__proto__' && text !== '__metadata__' && text.isWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, tensor), async (tensors) => {
        const bytes = writeSafetensors(tensors, { a: 'b' });
        expect(readSafetensors(bytes)).toEqual({ tensors, metadata: { a: 'b' } });
        const lazy = Object.entries(tensors).map(([key, value]) => [
          key,
          { dtype: value.dtype, shape: value.shape, read: () => value },
        ]);
        const chunks: Uint8Array[] = [];
        for await (const chunk of safetensorsChunks(Object.fromEntries(lazy), { a: 'b' }))
          chunks.push(chunk.slice());
        expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps names that look like integers in the order of the reference library', () => {
    const one = hostTensor('f32', [1]);
    const text = new TextDecoder().decode(writeSafetensors({ 10: one, 9: one, a: one }));
    expect(text.indexOf('"10"')).toBeLessThan(text.indexOf('"9"'));
  });

  it('refuses reserved names and numbers other than announced', async () => {
    const x = hostTensor('f32', [1]);
    expect(() => writeSafetensors({ __metadata__: x })).toThrow(
      expect.objectContaining({ code: 'FM_ARGUMENT' }),
    );
    expect(() => writeSafetensors({ ['__proto__']: x })).toThrow(
      expect.objectContaining({ code: 'FM_ARGUMENT' }),
    );
    const chunks = safetensorsChunks({ x: { dtype: 'f32', shape: [2], read: () => x } });
    await chunks.next();
    await expect(chunks.next()).rejects.toMatchObject({ code: 'FM_ARGUMENT' });
  });
});

describe('hostile files', () => {
  const entry = (fields: string): string => `{"x":{${fields}}}`;
  const good = '"dtype":"F32","shape":[2],"data_offsets":[0,8]';
  const cases: Record<string, Uint8Array> = {
    'an empty file': new Uint8Array(),
    'a header length beyond the file': fileWith('{}', 0, 1e6),
    'a header length near 2^64': fileWith('{}', 0).fill(0xff, 0, 8),
    'a header that is a list': fileWith('[]', 0),
    'a header with leading space': fileWith(' {}', 0),
    'a header that is not UTF-8': fileWith('{"x":1}', 0).fill(0xff, 10, 12),
    'deep nesting': fileWith(`{"x":${'['.repeat(1e5)}`, 0),
    'a name twice': fileWith(`{"x":{${good}},"x":{${good}}}`, 8),
    'a field twice': fileWith(entry(`${good},"shape":[2]`), 8),
    'an unknown field': fileWith(entry(`${good},"stride":[1]`), 8),
    'the name __proto__': fileWith(`{"__proto__":{${good}}}`, 8),
    'an unknown dtype': fileWith(entry('"dtype":"Q4","shape":[2],"data_offsets":[0,8]'), 8),
    'a negative extent': fileWith(entry('"dtype":"F32","shape":[-2],"data_offsets":[0,8]'), 8),
    'a fractional extent': fileWith(entry('"dtype":"F32","shape":[0.5],"data_offsets":[0,2]'), 2),
    'a shape that overflows': fileWith(
      entry('"dtype":"F32","shape":[9007199254740991,9007199254740991],"data_offsets":[0,8]'),
      8,
    ),
    'a shape that does not match its bytes': fileWith(
      entry('"dtype":"F32","shape":[3],"data_offsets":[0,8]'),
      8,
    ),
    'reversed offsets': fileWith(entry('"dtype":"F32","shape":[2],"data_offsets":[8,0]'), 8),
    'offsets beyond the file': fileWith(entry(good), 4),
    'data that nothing claims': fileWith(entry(good), 12),
    'a hole': fileWith(entry('"dtype":"F32","shape":[2],"data_offsets":[4,12]'), 12),
    'an overlap': fileWith(`{"x":{${good}},"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12),
    'a boolean of 2': fileWith(entry('"dtype":"BOOL","shape":[1],"data_offsets":[0,1]'), 1).fill(2, -1),
    'metadata that is no text': fileWith('{"__metadata__":{"a":1}}', 0),
    'a name without an end': fileWith(`{"${'a\\\\'.repeat(1e6)}`, 0),
    'a lone surrogate as a name': fileWith(`{"\\ud800":{${good}}}`, 8),
  };
  for (const [name, bytes] of Object.entries(cases)) {
    it(`refuses ${name}`, () => {
      expect(() => readSafetensors(bytes, 'hostile.safetensors')).toThrow(
        expect.objectContaining({
          code: 'FM_FORMAT',
          message: expect.stringContaining('hostile.safetensors'),
        }),
      );
    });
  }

  it('gives a typed error or intact tensors for 10,000 mutations', () => {
    const originals = golden.files.slice(0, 2).map(({ file }) => bytesOf(file));
    let seed = 1;
    const below = (n: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * n);
    };
    const hostile = [
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '-',
      'e9',
      '\\',
      '1e999',
      '9007199254740993',
      '"__proto__"',
      '"dtype"',
      'null',
    ];
    let refused = 0;
    for (let run = 0; run < 10_000; run++) {
      const original = originals[run % 2] as Uint8Array;
      let bytes = original.slice(0, run % 5 === 0 ? below(original.byteLength) : undefined);
      for (let flips = below(4); flips > 0 && bytes.byteLength > 0; flips--) {
        const at = below(bytes.byteLength);
        bytes[at] = (bytes[at] as number) ^ (1 << below(8));
      }
      if (run % 3 === 0 && bytes.byteLength > 16) {
        const insert = new TextEncoder().encode(hostile[below(hostile.length)]);
        bytes = bytes.slice();
        bytes.set(
          insert.subarray(0, bytes.byteLength - 16),
          8 + below(Math.max(1, bytes.byteLength - 8 - insert.byteLength)),
        );
      }
      try {
        const { tensors } = readSafetensors(bytes);
        for (const tensor of Object.values(tensors)) {
          expect(tensor.data.length).toBe(sizeOf(tensor.shape));
          expect(tensor.data.byteLength).toBeLessThan(bytes.byteLength * 8);
        }
      } catch (error) {
        if (!FmError.is(error)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(5_000);
  });
});
