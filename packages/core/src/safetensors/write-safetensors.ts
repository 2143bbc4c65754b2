import { ArgumentError } from '../errors/index.ts';
import { bytesPerElement, type ConcreteShape, type DType, type HostTensor, sizeOf } from '../tensor/index.ts';
import { storedDTypes, storedName } from './stored-dtype.ts';

/** A tensor to be written, whose numbers are fetched only when its turn comes. */
export interface TensorToWrite {
  /** Element type in the file. */
  readonly dtype: DType;
  /** Extents, outermost first. */
  readonly shape: ConcreteShape;
  /** The numbers, of this dtype and shape. */
  read(): HostTensor | Promise<HostTensor>;
}

/** Largest piece that {@link safetensorsChunks} yields, in bytes: hashing one must not hold up the event loop. */
const maxChunkBytes = 4 * 2 ** 20;

/** Alignment class first, then names: the order of the reference library, which keeps every tensor aligned. */
const order = [...storedDTypes.keys()];

/**
 * A safetensors file in memory, byte for byte as the reference library writes it.
 *
 * @param metadata - free text, by name. @default {}
 * @throws {ArgumentError} when a name is reserved or is no valid Unicode
 * @example
 * ```ts
 * import { hostTensor, writeSafetensors } from '@fm/core';
 *
 * writeSafetensors({ x: hostTensor('f32', [1, 2]) }).byteLength; // => 72
 * ```
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const { header, names, size } = layOut(tensors, metadata);
  const file = new Uint8Array(size);
  file.set(header);
  let at = header.byteLength;
  for (const name of names) {
    const bytes = bytesOf(tensors[name] as HostTensor);
    file.set(bytes, at);
    at += bytes.byteLength;
  }
  return file;
}

/**
 * The same file as {@link writeSafetensors} in pieces, so that it never has to fit into memory: the header, then each
 * tensor in turn in chunks of at most 4 MiB. A chunk may be a view of a tensor's memory: write it before asking for the next.
 *
 * @param metadata - free text, by name. @default {}
 * @throws {ArgumentError} when a name is reserved, or `read()` gives another dtype or shape than announced
 * @example
 * ```ts
 * import { safetensorsChunks, zeros } from '@fm/core';
 *
 * const shape = [3, 1024, 1024];
 * const chunks = safetensorsChunks({ weight: { dtype: 'f32', shape, read: async () => zeros('f32', shape) } });
 * const lengths: number[] = [];
 * for await (const chunk of chunks) lengths.push(chunk.byteLength);
 * lengths; // => [88, 4194304, 4194304, 4194304]
 * ```
 */
export async function* safetensorsChunks(
  tensors: Readonly<Record<string, TensorToWrite>>,
  metadata: Readonly<Record<string, string>> = {},
): AsyncGenerator<Uint8Array> {
  const { header, names } = layOut(tensors, metadata);
  yield header;
  for (const name of names) {
    const announced = tensors[name] as TensorToWrite;
    const bytes = bytesOf(await announced.read());
    if (bytes.byteLength !== byteLength(announced)) {
      throw new ArgumentError(`Tensor ${JSON.stringify(name)} is not what was announced`, {
        expected: `${byteLength(announced)} bytes`,
        received: `${bytes.byteLength} bytes`,
      });
    }
    for (let at = 0; at < bytes.byteLength; at += maxChunkBytes) yield bytes.subarray(at, at + maxChunkBytes);
  }
}

interface Layout {
  /** Length field and padded JSON. */
  readonly header: Uint8Array;
  readonly names: readonly string[];
  /** Bytes of the whole file. */
  readonly size: number;
}

function layOut(
  tensors: Readonly<Record<string, { readonly dtype: DType; readonly shape: ConcreteShape }>>,
  metadata: Readonly<Record<string, string>>,
): Layout {
  const encoder = new TextEncoder();
  const rank = (name: string): number => order.indexOf(storedName((tensors[name] as HostTensor).dtype));
  const names = Object.keys(tensors).sort((a, b) => rank(b) - rank(a) || compareUtf8(a, b));
  names.forEach(checkName);

  let end = 0;
  const entries = names.map((name) => {
    const tensor = tensors[name] as HostTensor;
    const begin = end;
    end += byteLength(tensor);
    return [
      name,
      { dtype: storedName(tensor.dtype), shape: tensor.shape, data_offsets: [begin, end] },
    ] as const;
  });
  const free = Object.keys(metadata).length === 0 ? [] : [['__metadata__', metadata] as const];
  // Joined by hand: an object would move names that look like integers to the front.
  const fields = [...free, ...entries].map((pair) => pair.map((part) => JSON.stringify(part)).join(':'));
  const json = encoder.encode(`{${fields.join(',')}}`);
  const padded = Math.ceil(json.byteLength / 8) * 8;
  const header = new Uint8Array(8 + padded).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true);
  header.set(json, 8);
  return { header, names, size: header.byteLength + end };
}

function checkName(name: string): void {
  if (name !== '__metadata__' && name !== '__proto__' && name.isWellFormed()) return;
  throw new ArgumentError('A tensor cannot have this name', {
    expected: 'valid Unicode other than "__metadata__" and "__proto__"',
    received: JSON.stringify(name),
  });
}

function compareUtf8(a: string, b: string): number {
  // Code point order is byte order in UTF-8; it differs from UTF-16 order only beyond the basic plane.
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((character, i) => character !== right[i]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}

function byteLength({ dtype, shape }: { readonly dtype: DType; readonly shape: ConcreteShape }): number {
  return sizeOf(shape) * bytesPerElement(dtype);
}

function bytesOf({ data }: HostTensor): Uint8Array {
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}
