import { ArgumentError, type ChatMessage, type MediaPart } from '@fm/core';
import { renderedPrompt, type RenderedMessage, type RenderedPrompt } from '../rendered/rendered-prompt.ts';
import { renderedText, type RenderedText } from '../rendered/rendered-text.ts';
import type { Segment } from '../rendered/segment.ts';
import type { MessagePart, MessageTemplate } from './message-templates.ts';
import type { TemplatePart } from './parse-template.ts';
import { valueSegments } from './prompt-value.ts';

type Values = Readonly<Record<string, unknown>>;

/** Text with values put in. */
export function renderParts(parts: readonly TemplatePart[], values: Values, template: string): RenderedText {
  return renderedText(
    parts.flatMap((part): readonly Segment[] =>
      'variable' in part
        ? valueSegments(values[part.variable], { template, variable: part.variable })
        : [{ text: part.text, source: { kind: 'template', template } }],
    ),
  );
}

/** Messages with values put in. */
export function renderMessages(
  messages: readonly MessageTemplate[],
  values: Values,
  template: string,
): RenderedPrompt {
  return renderedPrompt(messages.flatMap((message) => renderMessage(message, values, template)));
}

function renderMessage(
  { role, parts }: MessageTemplate,
  values: Values,
  template: string,
): readonly RenderedMessage[] {
  if (role === 'history') {
    return parts.flatMap((part) => {
      const variable = 'historyVariable' in part ? part.historyVariable : '';
      return earlierMessages(values[variable], { template, variable });
    });
  }
  if (role === 'user') return [{ role, content: renderContent(parts, values, template) }];
  return [{ role, content: [renderParts(parts as readonly TemplatePart[], values, template)] }];
}

/** Neighbouring texts become one part. */
function renderContent(
  parts: readonly MessagePart[],
  values: Values,
  template: string,
): readonly (RenderedText | MediaPart)[] {
  const content: (RenderedText | MediaPart)[] = [];
  let texts: TemplatePart[] = [];
  const flush = (): void => {
    if (texts.length > 0) content.push(renderParts(texts, values, template));
    texts = [];
  };
  for (const part of parts) {
    if ('text' in part || 'variable' in part) texts.push(part);
    else {
      flush();
      content.push(
        'mediaVariable' in part
          ? media(values[part.mediaVariable], { template, variable: part.mediaVariable })
          : (part as MediaPart),
      );
    }
  }
  flush();
  return content.length === 0 ? [renderedText([])] : content;
}

/** A picture or a recording, and nothing else that came with it. */
function media(
  value: unknown,
  { template, variable }: { readonly template: string; readonly variable: string },
): MediaPart {
  const { type, data, mediaType } = Object(value) as Partial<MediaPart>;
  if ((type === 'image' || type === 'audio') && data !== undefined && typeof mediaType === 'string')
    return { type, data, mediaType };
  throw new ArgumentError(`${template}: {{${variable}}} must be a picture or a recording`, {
    expected: "{ type: 'image' or 'audio', data, mediaType }",
    received: typeof value,
  });
}

/** Messages of a conversation as rendered ones; whatever they say is untrusted. */
function earlierMessages(
  value: unknown,
  { template, variable }: { readonly template: string; readonly variable: string },
): readonly RenderedMessage[] {
  if (!Array.isArray(value)) {
    throw new ArgumentError(`${template}: {{${variable}}} must be messages`, {
      expected: 'a list of { role, content }',
      received: typeof value,
    });
  }
  const said = (text: string): RenderedText =>
    renderedText([{ text, source: { kind: 'value', template, variable, trusted: false } }]);
  return (value as readonly ChatMessage[]).map((message): RenderedMessage => {
    if (message.role === 'user') {
      const content =
        typeof message.content === 'string'
          ? [{ type: 'text' as const, text: message.content }]
          : message.content;
      return {
        role: 'user',
        content: content.map((part) =>
          part.type === 'text' ? said(part.text) : media(part, { template, variable }),
        ),
      };
    }
    return { ...message, content: [said(message.content)] };
  });
}
