import { FormatError, UnsupportedError } from '../errors/index.ts';
import {
  decodeFloat16,
  encodeFloat16,
  type DType,
  type HostTensor,
  hostTensor,
  viewBytes,
} from '../tensor/index.ts';

/** How one of the format's element types is stored and what it becomes in memory. */
export interface StoredDType {
  /** Bits of one element. */
  readonly bits: number;
  /** The dtype it is read as, always without loss; `undefined` where fm has none that holds it. */
  readonly dtype: DType | undefined;
  /** Typed array of the file's own elements, where these are widened. */
  readonly widen?: (
    bytes: Uint8Array,
    length: number,
    where: string,
  ) => ArrayLike<number> | BigInt64Array | Uint16Array;
}

/** Every element type of the format, lowest alignment first: the order in which the reference library sorts. */
export const storedDTypes: ReadonlyMap<string, StoredDType> = new Map<string, StoredDType>([
  ['BOOL', { bits: 8, dtype: 'bool', widen: checkedBooleans }],
  ['F4', { bits: 4, dtype: undefined }],
  ['F6_E2M3', { bits: 6, dtype: undefined }],
  ['F6_E3M2', { bits: 6, dtype: undefined }],
  ['U8', { bits: 8, dtype: 'u8' }],
  [
    'I8',
    {
      bits: 8,
      dtype: 'i32',
      widen: (bytes, length) => new Int8Array(bytes.buffer, bytes.byteOffset, length),
    },
  ],
  [
    'F8_E5M2',
    { bits: 8, dtype: 'f16', widen: (bytes) => Uint16Array.from(bytes, (pattern) => pattern << 8) },
  ],
  ['F8_E4M3', { bits: 8, dtype: 'f16', widen: (bytes) => Uint16Array.from(bytes, float8ToFloat16) }],
  ['F8_E8M0', { bits: 8, dtype: undefined }],
  ['I16', { bits: 16, dtype: 'i32', widen: (bytes) => new Int16Array(copied(bytes)) }],
  ['U16', { bits: 16, dtype: 'i32', widen: (bytes) => new Uint16Array(copied(bytes)) }],
  ['F16', { bits: 16, dtype: 'f16' }],
  ['BF16', { bits: 16, dtype: 'bf16' }],
  ['I32', { bits: 32, dtype: 'i32' }],
  ['U32', { bits: 32, dtype: 'i64', widen: (bytes) => new Uint32Array(copied(bytes)) }],
  ['F32', { bits: 32, dtype: 'f32' }],
  ['C64', { bits: 64, dtype: undefined }],
  ['F64', { bits: 64, dtype: 'f64' }],
  ['I64', { bits: 64, dtype: 'i64' }],
  ['U64', { bits: 64, dtype: 'i64', widen: checkedUnsigned }],
]);

/** The format's name of a dtype. */
export function storedName(dtype: DType): string {
  return dtype.toUpperCase();
}

/**
 * The host tensor that stored bytes stand for.
 *
 * @param where - file and tensor, for messages
 * @throws {UnsupportedError} when no dtype of fm holds the elements
 * @throws {FormatError} when a boolean is neither 0 nor 1
 */
export function decodeStored(
  stored: string,
  shape: readonly number[],
  bytes: Uint8Array,
  where: string,
): HostTensor {
  const { dtype, widen, bits } = storedDTypes.get(stored) as StoredDType;
  if (dtype === undefined) {
    throw new UnsupportedError(`${where}: no dtype of fm holds ${stored}`, {
      expected: [...storedDTypes]
        .flatMap(([name, { dtype }]) => (dtype === undefined ? [] : [name]))
        .join(', '),
      hint: 'Convert this tensor in the program that wrote the file.',
    });
  }
  const length = (bytes.byteLength * 8) / bits;
  if (widen === undefined) return hostTensor(dtype, viewBytes(dtype, bytes, length), shape);
  return hostTensor(dtype, widen(bytes, length, where) as ArrayLike<number>, shape);
}

function copied(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

function checkedBooleans(bytes: Uint8Array, _length: number, where: string): Uint8Array {
  const bad = bytes.findIndex((byte) => byte > 1);
  if (bad < 0) return bytes;
  throw new FormatError(`${where}: element ${bad} is no boolean`, {
    expected: '0 or 1',
    received: `${bytes[bad]}`,
    hint: 'The file is damaged; download or save it again.',
  });
}

function checkedUnsigned(bytes: Uint8Array, length: number, where: string): BigInt64Array {
  const values = viewBytes('i64', bytes, length);
  const bad = values.findIndex((value) => value < 0n);
  if (bad < 0) return values;
  throw new UnsupportedError(`${where}: element ${bad} exceeds the range of i64`, {
    expected: 'U64 elements below 2^63',
    received: `${BigInt.asUintN(64, values[bad] as bigint)}`,
    hint: 'Convert this tensor in the program that wrote the file.',
  });
}

/** E4M3 has bias 7, no infinities, and NaN at all ones; every value is exact in binary16. */
function float8ToFloat16(pattern: number): number {
  const magnitude = pattern & 0x7f;
  const sign = (pattern & 0x80) << 8;
  if (magnitude === 0x7f) return sign | 0x7e00;
  // As binary16 with bias 15 the same bits stand for a value 2^8 times too small.
  return sign | encodeFloat16(decodeFloat16(magnitude << 7) * 256);
}
