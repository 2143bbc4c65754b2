/** Longest text whose table is kept between calls, in UTF-16 units. */
const keptLength = 1 << 14;

/** Cuts into the prefixes of a text: every array has a place for each length of a prefix. */
export interface PathTable {
  /** Score of the best cut of a prefix. */
  readonly score: Float64Array | Float32Array;
  /** Where the last token of that cut begins; -1 while there is none. */
  readonly start: Int32Array;
  /** The last token itself. */
  readonly id: Int32Array;
  /** On the path that was chosen: where the token that begins here ends. */
  readonly next: Int32Array;
}

/**
 * Gives tables out, one at a time: the same one again for all but very long texts.
 *
 * @param singlePrecision - whether scores have 32 bits
 */
export function pathTables(singlePrecision: boolean): (length: number) => PathTable {
  let kept: PathTable | undefined;
  return (length) => {
    if (length > keptLength) return pathTable(length, singlePrecision);
    kept ??= pathTable(keptLength, singlePrecision);
    kept.start.fill(-1, 0, length + 1);
    return kept;
  };
}

function pathTable(length: number, singlePrecision: boolean): PathTable {
  return {
    score: singlePrecision ? new Float32Array(length + 1) : new Float64Array(length + 1),
    start: new Int32Array(length + 1).fill(-1),
    id: new Int32Array(length + 1),
    next: new Int32Array(length + 1),
  };
}
