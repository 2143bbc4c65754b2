import { ArgumentError } from '@fm/core';
import { renderedPrompt, type RenderedPrompt } from '../rendered/rendered-prompt.ts';
import { joinText, type RenderedText } from '../rendered/rendered-text.ts';
import type { ChatTokenOptions } from '../render/format-prompt.ts';
import { countTokens, type TextTokenOptions, toTokens } from '../render/to-tokens.ts';
import { cutMessages, type Shortening } from './cut-messages.ts';
import { cutText } from './cut-text.ts';
import { estimateTokens, type TokenEstimate } from './estimate-tokens.ts';
import type { PartContent, PromptPart } from './prompt-part.ts';

/** How tokens are counted. */
export type Counting = TextTokenOptions | ChatTokenOptions | { readonly estimate: TokenEstimate };

/** What texts and conversations have in common when parts are put together and counted. */
export interface PromptCounter<Content extends PartContent> {
  join(contents: readonly Content[]): Content;
  count(content: Content): number;
  /** Ids; those of a conversation without the opening of an answer if told so. `undefined` for estimates. */
  ids(content: Content, options?: { readonly open: boolean }): Uint32Array | undefined;
  shortening(part: PromptPart<Content>): Shortening<Content>;
  media(content: Content): number;
}

/** Texts with a separator between them. */
export function textCounter(counting: Counting, separator: string): PromptCounter<RenderedText> {
  if ('format' in counting) {
    throw new ArgumentError('fit: texts are counted by a tokenizer', { received: 'a chat format' });
  }
  return {
    join: (texts) => joinText(texts, separator),
    count: (text) =>
      'estimate' in counting ? estimateTokens(text, counting.estimate) : countTokens(text, counting),
    ids: (text) => ('estimate' in counting ? undefined : toTokens(text, counting)),
    shortening: ({ versions: [text], cut = 'end', marker }) => ({
      units: text.text.length,
      unit: 'characters',
      shorten: cutText(text, { cut, marker }),
    }),
    media: () => 0,
  };
}

/** Messages one after the other. */
export function chatCounter(counting: Counting): PromptCounter<RenderedPrompt> {
  if ('tokenizer' in counting) {
    throw new ArgumentError('fit: conversations are counted by a chat format', { received: 'a tokenizer' });
  }
  return {
    join: (prompts) => renderedPrompt(prompts.flatMap(({ messages }) => messages)),
    count: (prompt) =>
      'estimate' in counting ? estimateTokens(prompt, counting.estimate) : countTokens(prompt, counting),
    ids(prompt, options) {
      if ('estimate' in counting) return undefined;
      return toTokens(
        prompt,
        options?.open === false ? { ...counting, addGenerationPrompt: false } : counting,
      );
    },
    shortening: (part) => cutMessages(part.versions[0], part),
    media: ({ messages }) =>
      messages.flatMap(({ content }) => content.filter((each) => !('kind' in each))).length,
  };
}
