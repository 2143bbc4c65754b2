import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/**
 * SHA-256 of a value's JSON with the keys of objects in order, in hexadecimal: the same on every machine and for every
 * order in which an object was built.
 *
 * @example
 * ```ts
 * import { fingerprintOf } from '@fm/prompt';
 *
 * fingerprintOf({ a: 1, b: 2 }) === fingerprintOf({ b: 2, a: 1 }); // => true
 * ```
 */
export function fingerprintOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

/** A value's JSON with the keys of objects in order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, inOrder);
}

function inOrder(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: bytesToHex(value) };
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
