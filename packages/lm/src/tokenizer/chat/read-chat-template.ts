import { ArgumentError, FormatError } from '@fm/core';
import * as z from 'zod';
import { type ChatTemplate, chatTemplate, type ChatTemplateOptions } from './chat-template.ts';

/** Options of {@link readChatTemplate}. */
export interface ReadChatTemplateOptions extends Omit<ChatTemplateOptions, 'specialTokens'> {
  /** Which template, where the file has several by name. @default 'default' */
  readonly name?: string;
  /** Content of `chat_template.jinja`, which comes before the template of `tokenizer_config.json`. @default none */
  readonly jinja?: string;
}

const token = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);
const optionalToken = token.nullish().catch(undefined);

const schema = z.object({
  chat_template: z
    .union([z.string(), z.array(z.object({ name: z.string(), template: z.string() }))])
    .nullish(),
  bos_token: optionalToken,
  eos_token: optionalToken,
  unk_token: optionalToken,
  sep_token: optionalToken,
  pad_token: optionalToken,
  cls_token: optionalToken,
  mask_token: optionalToken,
  additional_special_tokens: z.array(token).nullish().catch(undefined),
});

/**
 * The chat template of a `tokenizer_config.json`, with the special tokens that the file names; undefined where it has
 * none.
 *
 * @throws {FormatError} when the file, or the template in it, is damaged
 * @throws {ArgumentError} when it has no template of the wanted name
 * @example
 * ```ts
 * import { readChatTemplate } from '@fm/lm/tokenizer';
 *
 * const template = readChatTemplate({
 *   bos_token: '<s>',
 *   chat_template: '{{ bos_token }}{% for m in messages %}[{{ m.content }}]{% endfor %}',
 * });
 * template?.render([{ role: 'user', content: 'Hi!' }]).text; // => '<s>[Hi!]'
 * ```
 */
export function readChatTemplate(
  tokenizerConfig: unknown,
  { name = 'default', jinja, ...options }: ReadChatTemplateOptions = {},
): ChatTemplate | undefined {
  const read = schema.safeParse(tokenizerConfig);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new FormatError('This is not a tokenizer_config.json', {
      expected: 'a chat_template that is a text or a list of named texts',
      received: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      cause: read.error,
    });
  }
  const { chat_template: inFile, ...tokens } = read.data;
  const template = jinja ?? pick(inFile ?? undefined, name);
  if (template === undefined) return undefined;
  const specialTokens = Object.fromEntries(
    Object.entries(tokens).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, value]],
    ),
  );
  return chatTemplate(template, { ...options, specialTokens });
}

function pick(
  templates: string | readonly { readonly name: string; readonly template: string }[] | undefined,
  name: string,
): string | undefined {
  if (templates === undefined || typeof templates === 'string') return templates;
  const found = templates.find((each) => each.name === name)?.template;
  if (found !== undefined) return found;
  throw new ArgumentError('There is no chat template of that name', {
    expected: templates.map((each) => each.name).join(', '),
    received: name,
  });
}
