/** How far past its end a buffer of pieces is read. */
export const readAhead = 16;

/** A text in UTF-8, with {@link readAhead} bytes behind it, as bytes and as a view of the same memory. */
export interface Utf8Text {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}
