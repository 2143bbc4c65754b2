import { ArgumentError } from '@fm/core';
import type { ChatMessage } from './chat-message.ts';
import type { TemplateLimits } from './jinja/budget.ts';
import { evaluateTemplate } from './jinja/evaluate-template.ts';
import { parseTemplate } from './jinja/parse-template.ts';
import { derivedOrigin, templateOrigin, type TrackedText } from './jinja/tracked-text.ts';
import { toValue, Undefined, type Value } from './jinja/values.ts';

/** Options of {@link chatTemplate}. */
export interface ChatTemplateOptions extends TemplateLimits {
  /**
   * Control tokens by the names that templates know, such as `bos_token`: trusted like the template itself.
   *
   * @default none
   */
  readonly specialTokens?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * What happens where an undefined value is printed, joined, looped over or filtered. Asking whether it is there
   * (`if`, `is defined`, `==`, `default`) is always allowed. `empty` leaves it out, as transformers does.
   *
   * @default 'refuse'
   */
  readonly undefinedValues?: 'refuse' | 'empty';
}

/** Options of {@link ChatTemplate.render}. */
export interface RenderChatOptions {
  /** Ends with what begins the assistant's answer. @default false */
  readonly addGenerationPrompt?: boolean;
  /** Ends inside the last message, right behind its text, so that a model continues it. @default false */
  readonly continueFinalMessage?: boolean;
  /** Tools the model may call, as JSON schemas. @default none */
  readonly tools?: readonly unknown[];
  /** Documents to answer from. @default none */
  readonly documents?: readonly unknown[];
  /** What `strftime_now` says, in UTC. Without it, a template that asks for the date is refused: output depends on input only. */
  readonly date?: Date;
  /** Further variables, such as `enable_thinking`. Text in them is not trusted. @default none */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A part of a rendered conversation. */
export interface ChatSegment {
  /** As it is rendered. */
  readonly text: string;
  /** Whether the template's author wrote it. Control tokens count only here: what is not trusted stays text. */
  readonly trusted: boolean;
  /** Role of the message it comes from; undefined for what the template wrote. */
  readonly role: string | undefined;
  /** Index of the message it comes from; undefined for what the template wrote. */
  readonly messageIndex: number | undefined;
  /** Whether it is the assistant's, which is known only where the template has `{% generation %}` blocks. */
  readonly assistant: boolean;
}

/** A rendered conversation. */
export interface RenderedChat {
  /** All segments joined. */
  readonly text: string;
  /** Its parts in order. */
  readonly segments: readonly ChatSegment[];
}

/** A template that turns conversations into a model's input. */
export interface ChatTemplate {
  /** The template as it is written. */
  readonly source: string;
  /**
   * Renders a conversation.
   *
   * @throws {ArgumentError} when the template refuses the messages, or misses something
   * @throws {UnsupportedError} when the template uses a filter or test that is not known
   * @throws {FormatError} when rendering costs more than the limits allow
   */
  render(messages: readonly ChatMessage[], options?: RenderChatOptions): RenderedChat;
}

/**
 * A chat template in Jinja, as Hugging Face's files have it.
 *
 * Rendering is bounded, has no clock of its own, and remembers of every character whether the template or a message
 * wrote it, through whatever the template does to it (trimming, splitting, replacing, JSON).
 *
 * @throws {FormatError} when the template is not well-formed
 *
 * @example
 * ```ts
 * import { chatTemplate } from '@fm/lm/tokenizer';
 *
 * const template = chatTemplate("{% for m in messages %}<|{{ m.role }}|>{{ m.content | trim }}{% endfor %}");
 * const { text, segments } = template.render([{ role: 'user', content: ' Hi! ' }]);
 * text; // => '<|user|>Hi!'
 * segments.at(-1)?.trusted; // => false
 * ```
 */
export function chatTemplate(source: string, options: ChatTemplateOptions = {}): ChatTemplate {
  const body = parseTemplate(source);
  const { specialTokens = {}, undefinedValues = 'refuse', ...limits } = options;
  const constants = Object.entries(specialTokens).map(
    ([name, token]) => [name, toValue(token, templateOrigin, name)] as const,
  );
  return Object.freeze({
    source,
    render(messages: readonly ChatMessage[], render: RenderChatOptions = {}): RenderedChat {
      const { addGenerationPrompt = false, continueFinalMessage = false, date } = render;
      if (addGenerationPrompt && continueFinalMessage) {
        throw new ArgumentError('A conversation cannot both begin an answer and continue its last message', {
          hint: 'Leave out addGenerationPrompt or continueFinalMessage.',
        });
      }
      const variables = new Map<string, Value>([
        ...constants,
        ...Object.entries(render.variables ?? {}).map(
          ([name, value]) => [name, toValue(value, derivedOrigin, name)] as const,
        ),
        ['messages', messages.map(messageValue)],
        ['tools', toValue(render.tools ?? null, derivedOrigin, 'tools')],
        ['documents', toValue(render.documents ?? null, derivedOrigin, 'documents')],
        ['add_generation_prompt', addGenerationPrompt],
      ]);
      for (const [name, value] of variables) if (value instanceof Undefined) variables.delete(name);
      const text = evaluateTemplate(body, variables, { ...limits, date, undefinedValues });
      return renderedChat(continueFinalMessage ? upToMessage(text, messages.length - 1) : text);
    },
  });
}

function messageValue(message: ChatMessage, messageIndex: number): Value {
  const origin = { trusted: false, role: String(message.role), messageIndex };
  return toValue(message, origin, `messages[${messageIndex}]`);
}

/** The text up to the last character that a message wrote. */
function upToMessage(text: TrackedText, messageIndex: number): TrackedText {
  const end = text.runs.findLast(({ origin }) => origin.messageIndex === messageIndex)?.end;
  if (end !== undefined) return text.slice(0, end);
  throw new ArgumentError('The last message is not in the rendered conversation, so it cannot be continued', {
    received: `message ${messageIndex}`,
    hint: 'Give it some text, or check that the template prints it.',
  });
}

function renderedChat({ text, runs }: TrackedText): RenderedChat {
  let start = 0;
  const segments = runs.map(({ end, origin }): ChatSegment => {
    const { trusted, role, messageIndex, assistant = false } = origin;
    const segment = { text: text.slice(start, end), trusted, role, messageIndex, assistant };
    start = end;
    return segment;
  });
  return { text, segments };
}
