import * as z from 'zod/mini';

import { FormatError } from '../errors/index.ts';
import { parseStrictJson, type StrictJson } from './strict-json.ts';
import { storedDTypes } from './stored-dtype.ts';

/** Longest header that is read, in bytes: the limit of the reference implementation. */
export const maxHeaderBytes = 100_000_000;

/** One tensor in a safetensors file: where it is and what it is, without its numbers. */
export interface SafetensorsEntry {
  /** The format's own name of the element type, for example `F32`, `BF16`, `F8_E4M3`. */
  readonly storedDType: string;
  /** Extents, outermost first. */
  readonly shape: readonly number[];
  /** First byte, counted from the start of the file. */
  readonly begin: number;
  /** One past the last byte. */
  readonly end: number;
}

/** What a safetensors header says. */
export interface SafetensorsHeader {
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * The length of the header from the first eight bytes of a file.
 *
 * @throws {FormatError} when the file cannot be safetensors
 */
export function headerLength(first: Uint8Array, size: number, name: string): number {
  if (first.byteLength < 8)
    throw damaged(name, 'the length of the header', 'at least 8 bytes', `${size} bytes`);
  const length = new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true);
  const limit = BigInt(Math.min(maxHeaderBytes, size - 8));
  if (length < 2n || length > limit) {
    throw damaged(name, 'the length of the header', `2 … ${limit} bytes`, `${length}`);
  }
  return Number(length);
}

/**
 * Parses and checks a header: every tensor has a known dtype, a shape that matches its bytes, and a range of its own;
 * ranges neither overlap nor leave holes, and together fill the file.
 *
 * @param size - bytes of the whole file
 * @throws {FormatError} naming the file, the tensor and the field
 */
export function parseHeader(bytes: Uint8Array, size: number, name: string): SafetensorsHeader {
  const root = parseStrictJson(decodeText(bytes, name), { name, maxDepth: 4 });
  if (!isObject(root)) throw damaged(name, 'the header', 'a JSON object', describe(root));
  const dataStart = 8 + bytes.byteLength;
  const entries = new Map<string, SafetensorsEntry>();
  for (const [tensor, value] of root) {
    if (tensor === '__metadata__') continue;
    entries.set(tensor, parseEntry(tensor, value, dataStart, name));
  }
  checkRanges(entries, dataStart, size, name);
  return { entries, metadata: parseMetadata(root.get('__metadata__'), name) };
}

const size = z.int().check(z.nonnegative());
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});

function parseEntry(tensor: string, value: StrictJson, dataStart: number, name: string): SafetensorsEntry {
  const where = `tensor ${JSON.stringify(tensor)}`;
  if (tensor === '__proto__') throw damaged(name, where, 'an ordinary name', tensor);
  if (!isObject(value)) throw damaged(name, where, 'an object', describe(value));
  const { dtype, shape, data_offsets: offsets } = parseFields(value, where, name);
  const stored = storedDTypes.get(dtype);
  if (stored === undefined)
    throw damaged(name, `${where}, dtype`, [...storedDTypes.keys()].join(', '), dtype);
  const [begin, end] = offsets;
  const bits = shape.reduce((product, extent) => product * extent, stored.bits);
  if (!Number.isSafeInteger(bits) || bits % 8 !== 0 || end - begin !== bits / 8) {
    throw damaged(
      name,
      `${where}, data_offsets`,
      `${bits / 8} bytes for ${dtype}[${shape.join(', ')}]`,
      `[${begin}, ${end}]`,
    );
  }
  return { storedDType: dtype, shape, begin: dataStart + begin, end: dataStart + end };
}

function parseFields(
  fields: ReadonlyMap<string, StrictJson>,
  where: string,
  name: string,
): z.infer<typeof entrySchema> {
  const parsed = entrySchema.safeParse(Object.fromEntries(fields));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues as [z.core.$ZodIssue];
  const [field] = issue.path.length === 0 && issue.code === 'unrecognized_keys' ? issue.keys : issue.path;
  const place = field === undefined ? where : `${where}, ${String(field)}`;
  throw damaged(name, place, issue.message, describe(fields.get(String(field))));
}

function checkRanges(
  entries: ReadonlyMap<string, SafetensorsEntry>,
  dataStart: number,
  size: number,
  name: string,
): void {
  let reached = dataStart;
  for (const [tensor, { begin, end }] of [...entries].sort(
    ([, a], [, b]) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== reached) {
      const what = begin < reached ? 'overlaps the one before' : 'leaves a hole before it';
      throw damaged(
        name,
        `tensor ${JSON.stringify(tensor)}, data_offsets (${what})`,
        `begin at ${reached - dataStart}`,
        `${begin - dataStart}`,
      );
    }
    reached = end;
  }
  if (reached !== size) throw damaged(name, 'the length of the file', `${reached} bytes`, `${size} bytes`);
}

function parseMetadata(value: StrictJson | undefined, name: string): ReadonlyMap<string, string> {
  if (value === undefined) return new Map();
  if (!isObject(value)) throw damaged(name, '__metadata__', 'an object', describe(value));
  for (const [key, text] of value) {
    if (typeof text !== 'string')
      throw damaged(name, `__metadata__, ${JSON.stringify(key)}`, 'a string', describe(text));
  }
  return value as ReadonlyMap<string, string>;
}

function decodeText(bytes: Uint8Array, name: string): string {
  if (bytes[0] !== 0x7b) throw damaged(name, 'the header', '"{" as its first byte', `${bytes[0]}`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(`${name}: the header is not UTF-8`, {
      hint: 'Download or save the file again.',
      cause,
    });
  }
}

function isObject(value: StrictJson | undefined): value is ReadonlyMap<string, StrictJson> {
  return value instanceof Map;
}

function describe(value: StrictJson | undefined): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Map) return 'an object';
  return JSON.stringify(value).slice(0, 60);
}

function damaged(name: string, field: string, expected: string, received: string): FormatError {
  return new FormatError(`${name} is no valid safetensors file: ${field}`, {
    expected,
    received,
    hint: 'Download or save the file again; if it was written by another program, report it there.',
  });
}
