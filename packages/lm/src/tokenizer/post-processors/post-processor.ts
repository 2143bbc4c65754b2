/** A text, or tokens that are put before, between or after texts. */
export type LayoutPiece =
  | {
      /** 0 for the first text, 1 for the second of a pair. */
      readonly sequence: 0 | 1;
      readonly typeId: number;
    }
  | { readonly ids: readonly number[]; readonly tokens: readonly string[]; readonly typeId: number };

/** The order in which texts and control tokens follow each other. */
export interface Layout {
  /** For one text. */
  readonly single: readonly LayoutPiece[];
  /** For two texts. */
  readonly pair: readonly LayoutPiece[];
}

/** How offsets leave out the spaces that byte-level tokens begin or end with. */
export interface OffsetTrimming {
  /** Whether a single space at the beginning was put there by the pre-tokenizer. */
  readonly addPrefixSpace: boolean;
}

/** Fourth stage: says which control tokens surround the tokens of a text or a pair. */
export interface PostProcessor {
  /** `undefined`: it adds nothing. */
  readonly layout: Layout | undefined;
  /** `undefined`: offsets stay as they are. */
  readonly trimming: OffsetTrimming | undefined;
  /** Its entry in `tokenizer.json`. */
  toJSON(): unknown;
}

/** The layout where nothing is added. */
export const plainLayout: Layout = {
  single: [{ sequence: 0, typeId: 0 }],
  pair: [
    { sequence: 0, typeId: 0 },
    { sequence: 1, typeId: 1 },
  ],
};

/** Number of control tokens that a layout adds. */
export function addedLength(pieces: readonly LayoutPiece[]): number {
  return pieces.reduce((sum, piece) => sum + ('ids' in piece ? piece.ids.length : 0), 0);
}
