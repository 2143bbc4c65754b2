import type { CodePoints } from '../grammar/code-points.ts';

/** A regular expression as a tree. */
export type RegexNode =
  | { readonly kind: 'characters'; readonly ranges: CodePoints }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'alternatives'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number }
  | { readonly kind: 'start' | 'end' };
