import * as z from 'zod';

/** How encodings are made equally long. */
export interface Padding {
  /** The length to reach; `'longest'` is that of the longest encoding of a batch. @default 'longest' */
  readonly length?: number | 'longest';
  /** Rounds the length up to a multiple. @default 1 */
  readonly multipleOf?: number;
  /** The end at which padding is put. @default 'right' */
  readonly direction?: 'left' | 'right';
  /** The padding token. @default the tokenizer's own, else '[PAD]' */
  readonly token?: string;
  /** Its id. @default the id of `token` */
  readonly id?: number;
  /** Type id of padding. @default 0 */
  readonly typeId?: number;
}

/** `padding` in `tokenizer.json`. */
export interface PaddingJson {
  readonly strategy: 'BatchLongest' | { readonly Fixed: number };
  readonly direction: 'Left' | 'Right';
  readonly pad_to_multiple_of: number | null;
  readonly pad_id: number;
  readonly pad_type_id: number;
  readonly pad_token: string;
}

/** Schema of {@link PaddingJson}; lengths are bounded, for padding is paid in memory. */
export const paddingSchema: z.ZodType<PaddingJson> = z.object({
  strategy: z.union([
    z.literal('BatchLongest'),
    z.object({
      Fixed: z
        .int()
        .nonnegative()
        .max(1 << 24),
    }),
  ]),
  direction: z.enum(['Left', 'Right']),
  pad_to_multiple_of: z
    .int()
    .nonnegative()
    .max(1 << 24)
    .nullable()
    .default(null),
  pad_id: z.int().nonnegative(),
  pad_type_id: z.int().nonnegative(),
  pad_token: z.string(),
});

/** Padding of which nothing is left open. */
export interface FullPadding extends Required<Padding> {}

/** What a file says about padding. */
export function readPadding(json: PaddingJson): FullPadding {
  return {
    length: json.strategy === 'BatchLongest' ? 'longest' : json.strategy.Fixed,
    multipleOf: json.pad_to_multiple_of ?? 0,
    direction: json.direction === 'Left' ? 'left' : 'right',
    token: json.pad_token,
    id: json.pad_id,
    typeId: json.pad_type_id,
  };
}

/** How a file says it. */
export function describePadding(padding: FullPadding): PaddingJson {
  return {
    strategy: padding.length === 'longest' ? 'BatchLongest' : { Fixed: padding.length },
    direction: padding.direction === 'left' ? 'Left' : 'Right',
    pad_to_multiple_of: padding.multipleOf === 0 ? null : padding.multipleOf,
    pad_id: padding.id,
    pad_type_id: padding.typeId,
    pad_token: padding.token,
  };
}

/** The length that a batch is padded to. */
export function paddedLength(lengths: readonly number[], { length, multipleOf }: FullPadding): number {
  const least = length === 'longest' ? lengths.reduce((most, each) => Math.max(most, each), 0) : length;
  return multipleOf > 0 ? Math.ceil(least / multipleOf) * multipleOf : least;
}
