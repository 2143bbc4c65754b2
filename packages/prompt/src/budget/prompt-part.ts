import { ArgumentError } from '@fm/core';
import type { RenderedPrompt } from '../rendered/rendered-prompt.ts';
import type { RenderedText } from '../rendered/rendered-text.ts';

/** What parts are made of: all of one prompt are texts, or all are messages. */
export type PartContent = RenderedText | RenderedPrompt;

/** Which end of a part may be cut away. */
export type Cut = 'start' | 'middle' | 'end';

/** A part of a prompt and what may happen to it when there is too little room. */
export interface PromptPart<Content extends PartContent> {
  /** Name for the report. */
  readonly name: string;
  /** Versions, best first; one but for {@link firstThatFits}. */
  readonly versions: readonly [Content, ...Content[]];
  /** Parts with more are given room first; required ones before all. */
  readonly priority: number | 'required';
  /** What may be cut away, where anything may. */
  readonly cut: Cut | undefined;
  /** What is written where a text was cut. */
  readonly marker: string;
  /** Whether it belongs to the beginning that stays the same while later parts change. */
  readonly stable: boolean;
}

/** Options of {@link required}. */
export interface RequiredPartOptions {
  /**
   * Put it into the beginning that stays the same while later parts change, so that a cache of its tokens stays good.
   *
   * @default false
   */
  readonly stable?: boolean;
}

/** Options of parts that may be left out. */
export interface FlexiblePartOptions extends RequiredPartOptions {
  /** Parts with more are given room first; of equals the earlier. @default 0 */
  readonly priority?: number;
}

/** Options of {@link truncatable}. */
export interface TruncatablePartOptions extends FlexiblePartOptions {
  /** What is cut away first. @default 'end' */
  readonly cut?: Cut;
  /** What is written where a text was cut; trusted. @default '…' */
  readonly marker?: string;
}

/**
 * A part without which there is no prompt.
 *
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { fit, optional, prompt, required } from '@fm/prompt';
 *
 * const parts = [
 *   optional('greeting', prompt('Welcome, dear model!')({})),
 *   required('question', prompt('Why?')({})),
 * ];
 * fit(parts, { tokenizer: byteTokenizer(), maxTokens: 10 }).prompt.text; // => 'Why?'
 * ```
 */
export function required<Content extends PartContent>(
  name: string,
  content: Content,
  { stable = false }: RequiredPartOptions = {},
): PromptPart<Content> {
  return part({ name, versions: [content], priority: 'required', stable });
}

/**
 * A part that is there as a whole or not at all.
 *
 * @throws {ArgumentError} when the priority is `NaN`
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { fit, optional, prompt } from '@fm/prompt';
 *
 * const parts = [
 *   optional('weather', prompt('It rains.')({}), { priority: 1 }),
 *   optional('time', prompt('It is noon.')({}), { priority: 2 }),
 * ];
 * fit(parts, { tokenizer: byteTokenizer(), maxTokens: 12 }).prompt.text; // => 'It is noon.'
 * ```
 */
export function optional<Content extends PartContent>(
  name: string,
  content: Content,
  { priority = 0, stable = false }: FlexiblePartOptions = {},
): PromptPart<Content> {
  return part({ name, versions: [content], priority, stable });
}

/**
 * A part with versions, the best first; the first that fits is there, or none.
 *
 * @throws {ArgumentError} when the priority is `NaN`
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { firstThatFits, fit, prompt } from '@fm/prompt';
 *
 * const story = firstThatFits('story', [
 *   prompt('It was a dark and stormy night.')({}),
 *   prompt('The night was dark.')({}),
 *   prompt('Night.')({}),
 * ]);
 * fit([story], { tokenizer: byteTokenizer(), maxTokens: 20 }).prompt.text; // => 'The night was dark.'
 * ```
 */
export function firstThatFits<Content extends PartContent>(
  name: string,
  versions: readonly [Content, ...Content[]],
  { priority = 0, stable = false }: FlexiblePartOptions = {},
): PromptPart<Content> {
  return part({ name, versions, priority, stable });
}

/**
 * A part of which as much is there as fits. A text, or a single message, is cut between characters as people see them, and
 * gets a marker where it was cut. Of several messages whole ones are left out, tool results never without their call.
 *
 * @throws {ArgumentError} when the priority is `NaN`
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { fit, prompt, truncatable } from '@fm/prompt';
 *
 * const log = truncatable('log', prompt('one two three four')({}), { cut: 'start', marker: '...' });
 * fit([log], { tokenizer: byteTokenizer(), maxTokens: 12 }).prompt.text; // => '...hree four'
 * ```
 */
export function truncatable<Content extends PartContent>(
  name: string,
  content: Content,
  { cut = 'end', marker = '…', priority = 0, stable = false }: TruncatablePartOptions = {},
): PromptPart<Content> {
  return part({ name, versions: [content], priority, stable, cut, marker });
}

function part<Content extends PartContent>({
  cut,
  marker = '',
  ...options
}: Omit<PromptPart<Content>, 'cut' | 'marker'> & {
  readonly cut?: Cut;
  readonly marker?: string;
}): PromptPart<Content> {
  if (Number.isNaN(options.priority)) {
    throw new ArgumentError(`${options.name}: the priority is no number`, { received: 'NaN' });
  }
  return Object.freeze({ ...options, cut, marker });
}
