import { ArgumentError, type EncodeOptions, type Encoding } from '@fm/core';
import type { ChatMessage } from './chat-message.ts';
import {
  type ChatTemplate,
  chatTemplate,
  type RenderChatOptions,
  type RenderedChat,
} from './chat-template.ts';

/** What {@link applyChatTemplate} needs of a tokenizer. */
export interface ChatTokenizer {
  /** What the `tokenizer_config.json` that came with it says. @default unknown */
  readonly config?: ChatTokenizerConfig | undefined;
  /** Tokens of a text. */
  encode(text: string, options?: ChatEncodeOptions): Encoding;
}

/** What a tokenizer's configuration says about chats. */
export interface ChatTokenizerConfig {
  /** The template in Jinja. */
  readonly chatTemplate: string | undefined;
  /** Control tokens by their role: `bos`, `eos`, … */
  readonly namedTokens: Readonly<Record<string, string>>;
  /** Further control tokens, which templates know as `additional_special_tokens`. */
  readonly additionalSpecialTokens: readonly string[];
}

/** How a rendered conversation is tokenized. */
export interface ChatEncodeOptions extends EncodeOptions {
  /** Whether the control tokens of the post-processor are added. @default true */
  readonly addSpecialTokens?: boolean;
  /**
   * Stretches of the text, as start and end in UTF-16 code units, in which no added token is recognised.
   *
   * @default none
   */
  readonly literalSpans?: readonly (readonly [start: number, end: number])[];
}

/** Options of {@link applyChatTemplate}. */
export interface ApplyChatTemplateOptions extends RenderChatOptions {
  /** @default that of the tokenizer's configuration */
  readonly template?: ChatTemplate;
}

/** A conversation as a model reads it. */
export interface TokenizedChat extends RenderedChat {
  /** `uint32 [tokens]`. */
  readonly ids: Uint32Array;
  /** 1 for tokens of a `{% generation %}` block, which a model is trained on; all 0 where the template has none. */
  readonly assistantMask: Uint8Array;
}

/**
 * Renders and tokenizes a conversation. Control tokens come from the template alone: one that somebody types into a
 * message becomes ordinary tokens. Everything else is tokenized as one text, so that the ids are those of the
 * reference wherever no message spells a control token.
 *
 * @throws {ArgumentError} when there is no template, or it refuses the messages
 * @throws {FormatError} when the template is not well-formed, or costs more than its limits allow
 * @throws {UnsupportedError} when the template uses a filter or test that is not known
 * @example
 * ```ts
 * import { applyChatTemplate, byteTokenizer, chatTemplate } from '@fm/lm/tokenizer';
 *
 * const tokenizer = byteTokenizer({ specialTokens: ['<|end|>'] });
 * const template = chatTemplate('{% for m in messages %}{{ m.content }}<|end|>{% endfor %}');
 * const { ids } = applyChatTemplate(tokenizer, [{ role: 'user', content: 'Hi' }], { template });
 * ids; // => Uint32Array [72, 105, 256]
 * ```
 */
export function applyChatTemplate(
  tokenizer: ChatTokenizer,
  messages: readonly ChatMessage[],
  { template = ownTemplate(tokenizer), ...options }: ApplyChatTemplateOptions = {},
): TokenizedChat {
  if (template === undefined) {
    throw new ArgumentError('The tokenizer has no chat template', {
      hint: 'Pass { template: chatTemplate(source) }.',
    });
  }
  const rendered = template.render(messages, options);
  const { ids, offsets } = tokenizer.encode(rendered.text, {
    addSpecialTokens: false,
    allowSpecial: 'all',
    literalSpans: spansOf(rendered, ({ trusted }) => !trusted),
  });
  const assistantMask = markTokens(
    offsets,
    spansOf(rendered, ({ assistant }) => assistant),
  );
  return { ...rendered, ids, assistantMask };
}

const ownTemplates = new WeakMap<ChatTokenizerConfig, ChatTemplate>();

function ownTemplate({ config }: ChatTokenizer): ChatTemplate | undefined {
  if (config?.chatTemplate === undefined) return undefined;
  let template = ownTemplates.get(config);
  if (template === undefined) {
    const named = Object.entries(config.namedTokens).map(([role, token]) => [`${role}_token`, token]);
    template = chatTemplate(config.chatTemplate, {
      specialTokens: {
        ...Object.fromEntries(named),
        additional_special_tokens: config.additionalSpecialTokens,
      },
    });
    ownTemplates.set(config, template);
  }
  return template;
}

type Span = readonly [start: number, end: number];

/** The stretches that the chosen segments make up; neighbours are joined. */
function spansOf(
  { segments }: RenderedChat,
  choose: (segment: RenderedChat['segments'][number]) => boolean,
): readonly Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const segment of segments) {
    const end = start + segment.text.length;
    if (choose(segment)) {
      const joined = spans.at(-1)?.[1] === start ? spans.pop()?.[0] : undefined;
      spans.push([joined ?? start, end]);
    }
    start = end;
  }
  return spans;
}

/** 1 for the tokens from the first to the last that has a character in one span; spans are in order. */
function markTokens(offsets: Uint32Array, spans: readonly Span[]): Uint8Array {
  const mask = new Uint8Array(offsets.length / 2);
  let next = 0;
  let marked = { span: -1, token: -1 };
  for (let i = 0; i < mask.length; i++) {
    const [start, end] = [offsets[2 * i] as number, offsets[2 * i + 1] as number];
    while ((spans[next]?.[1] ?? Infinity) <= start) next++;
    const span = spans[next];
    if (span === undefined || end <= span[0] || end === start) continue;
    // Tokens without a character, such as a space that offsets leave out, belong to those around them.
    mask.fill(1, marked.span === next ? marked.token : i, i + 1);
    marked = { span: next, token: i };
  }
  return mask;
}
