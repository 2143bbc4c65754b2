import { ArgumentError, type MediaPart } from '@fm/core';
import { type RenderedMessage, renderedPrompt, type RenderedPrompt } from '../rendered/rendered-prompt.ts';
import type { RenderedText } from '../rendered/rendered-text.ts';
import { cutText, type Shorten } from './cut-text.ts';
import type { PromptPart } from './prompt-part.ts';

/** What of a conversation may be cut away, and how much there is of it. */
export interface Shortening<Content> {
  readonly shorten: Shorten<Content>;
  /** Units of which `shorten` keeps some: code units of a text, or messages. */
  readonly units: number;
  readonly unit: 'characters' | 'messages';
}

/** Cuts the text of a single message, or leaves out whole messages of several. */
export function cutMessages(
  { messages }: RenderedPrompt,
  part: Pick<PromptPart<RenderedPrompt>, 'cut' | 'marker' | 'name'>,
): Shortening<RenderedPrompt> {
  const { cut = 'end', marker } = part;
  const [only] = messages;
  if (messages.length === 1 && only !== undefined) {
    const text = textOf(only, part.name);
    const shorten = cutText(text, { cut, marker });
    return {
      units: text.text.length,
      unit: 'characters',
      shorten(keep) {
        const kept = shorten(keep);
        return kept && renderedPrompt([withText(only, kept)]);
      },
    };
  }
  return {
    units: messages.length,
    unit: 'messages',
    shorten(keep) {
      const behind = cut === 'start' ? 0 : cut === 'end' ? keep : Math.ceil(keep / 2);
      let head = behind;
      // What follows the cut must not be the result of a call that is before it.
      while (head > 0 && messages[head]?.role === 'tool') head--;
      let tail = messages.length - (keep - behind);
      while (messages[tail]?.role === 'tool') tail++;
      const kept = [...messages.slice(0, head), ...messages.slice(tail)];
      return kept.length === 0 ? undefined : renderedPrompt(kept);
    },
  };
}

function textOf({ content }: RenderedMessage, name: string): RenderedText {
  const [text, another] = (content as readonly (RenderedText | MediaPart)[]).filter((each) => 'kind' in each);
  if (text !== undefined && another === undefined) return text;
  throw new ArgumentError(`${name}: only a message with one text can be cut`, {
    received: text === undefined ? 'no text' : 'several texts',
  });
}

function withText(message: RenderedMessage, text: RenderedText): RenderedMessage {
  if (message.role !== 'user') return { ...message, content: [text] };
  return { ...message, content: message.content.map((each) => ('kind' in each ? text : each)) };
}
