const largestId = 1 << 24;

/**
 * Number of bytes that each id stands for, in a vocabulary spelled in the byte-level alphabet; `undefined` where an
 * id has two spellings or is too large for a table.
 */
export function tokenLengths(entries: ReadonlyMap<string, number>): Int32Array | undefined {
  let bound = 0;
  for (const id of entries.values()) bound = Math.max(bound, id + 1);
  if (bound > largestId) return undefined;
  const lengths = new Int32Array(bound);
  for (const [token, id] of entries) {
    if (lengths[id] !== 0) return undefined;
    lengths[id] = token.length;
  }
  return lengths;
}
