/** How a prompt was written, which decides what its weights mean to an encoder. */
export type ImagePromptDialect = 'a1111' | 'compel';

/**
 * A prompt for a picture: clauses that are denoised separately and added up by their weights, and what to stay away from.
 * Most prompts are one clause. Frozen, plain JSON.
 *
 * The two dialects differ in more than their signs:
 *
 * | | AUTOMATIC1111 | compel |
 * |---|---|---|
 * | more | `(x)` = 1.1, `(x:1.3)` | `x+` or `(x)+` = 1.1, `(x)1.3` |
 * | less | `[x]` = 1 / 1.1 | `x-` or `(x)-` = 0.9 |
 * | `(x)` alone | 1.1 | a group of weight 1 |
 * | escapes | `\( \) \[ \] \\` | `\( \) \"` |
 * | clauses | `x :1.2 AND y :0.8` | `("x", "y").and(1.2, 0.8)` |
 * | blends | none | `("x", "y").blend(0.7, 0.3)` |
 * | over time | `[x:y:0.5]`, `[x\|y]` | none |
 * | chunks | 75 tokens each, as many as needed; `BREAK` | one; the rest is cut |
 * | in the encoder | hidden states times weight, then their mean restored | away from the empty prompt; below 1 towards a prompt without the text |
 */
export interface ImagePrompt {
  readonly dialect: ImagePromptDialect;
  readonly clauses: readonly ImageClause[];
  readonly negative?: ImageClause;
}

/** Prompts that are encoded to one conditioning: one part, or a blend of several. */
export interface ImageClause {
  /** What its prediction is multiplied with. */
  readonly weight: number;
  readonly parts: readonly BlendPart[];
  /** Whether the weights of a blend are divided by their sum. */
  readonly normalize: boolean;
}

/** One prompt of a blend. */
export interface BlendPart {
  readonly weight: number;
  readonly fragments: readonly ImageFragment[];
}

/** A piece of a prompt. Weights are final: those of brackets around a piece are multiplied in. */
export type ImageFragment = WeightedText | ChunkBreak | ScheduledFragments | AlternatingFragments;

/** Text with a weight; 1 is neutral. */
export interface WeightedText {
  readonly kind: 'text';
  readonly text: string;
  readonly weight: number;
}

/** What follows begins a new chunk. */
export interface ChunkBreak {
  readonly kind: 'break';
}

/** One text up to a step, another after it. */
export interface ScheduledFragments {
  readonly kind: 'schedule';
  readonly before: readonly ImageFragment[];
  readonly after: readonly ImageFragment[];
  readonly until: ScheduleStep;
}

/** The last step of the first text: its number, counted from 1, or a share of all steps, which is rounded down. */
export type ScheduleStep = { readonly step: number } | { readonly share: number };

/** Texts that take turns, one a step. */
export interface AlternatingFragments {
  readonly kind: 'alternate';
  readonly options: readonly (readonly ImageFragment[])[];
}

/** A piece of a prompt at one step. */
export type ResolvedFragment = WeightedText | ChunkBreak;

/** Options of the parsers of image prompts. */
export interface ParseImagePromptOptions {
  /** What the picture should stay away from, in the same dialect. @default nothing */
  readonly negative?: string;
}

/** A clause of a single prompt. */
export function singleClause(fragments: readonly ImageFragment[], weight = 1): ImageClause {
  return { weight, parts: [{ weight: 1, fragments }], normalize: false };
}

/** Freezes a prompt to its leaves. */
export function frozenPrompt<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const each of Object.values(value)) frozenPrompt(each);
    Object.freeze(value);
  }
  return value;
}
