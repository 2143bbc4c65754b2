import { FormatError } from '@fm/core';
import * as z from 'zod';

/** What a `tokenizer_config.json` says about a tokenizer beside its `tokenizer.json`. */
export interface TokenizerConfig {
  /** Control tokens by their role: `bos`, `eos`, `unk`, `pad`, `sep`, `cls`, `mask`. */
  readonly namedTokens: Readonly<Partial<Record<TokenRole, string>>>;
  /** Further control tokens. */
  readonly additionalSpecialTokens: readonly string[];
  /** The chat template in Jinja; of several, the one named `default`. */
  readonly chatTemplate: string | undefined;
  /** Whether decoding removes spaces before punctuation. */
  readonly cleanUpTokenizationSpaces: boolean;
  /** Most tokens the model takes; `undefined` where the file does not bound it. */
  readonly modelMaxLength: number | undefined;
  /** Whether the file asks for the begin token explicitly. */
  readonly addBosToken: boolean | undefined;
  /** Whether the file asks for the end token explicitly. */
  readonly addEosToken: boolean | undefined;
  /** Whether a BERT tokenizer lower-cases. */
  readonly doLowerCase: boolean | undefined;
  /** Python's class, for example `LlamaTokenizerFast`. */
  readonly tokenizerClass: string | undefined;
}

/** What a control token is for. */
export type TokenRole = (typeof roles)[number];

const roles = ['bos', 'eos', 'unk', 'pad', 'sep', 'cls', 'mask'] as const;
const maxTemplate = 1 << 20;

const token = z
  .union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)])
  .nullish()
  .transform((value) => value ?? undefined);
const template = z.string().max(maxTemplate);

const configSchema = z.object({
  ...(Object.fromEntries(roles.map((role) => [`${role}_token`, token])) as Record<
    `${TokenRole}_token`,
    typeof token
  >),
  additional_special_tokens: z
    .array(token)
    .max(1 << 16)
    .nullish(),
  chat_template: z.union([template, z.array(z.object({ name: z.string(), template })).max(64)]).nullish(),
  clean_up_tokenization_spaces: z.boolean().nullish(),
  model_max_length: z.number().nullish(),
  add_bos_token: z.boolean().nullish(),
  add_eos_token: z.boolean().nullish(),
  do_lower_case: z.boolean().nullish(),
  tokenizer_class: z.string().nullish(),
});

/**
 * Reads a parsed `tokenizer_config.json`.
 *
 * @throws {FormatError} when a field is of another type; the message names it
 */
export function readTokenizerConfig(json: unknown): TokenizerConfig {
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) {
    throw new FormatError('The tokenizer configuration is damaged', {
      expected: 'the content of a tokenizer_config.json',
      received: z.prettifyError(parsed.error),
      cause: parsed.error,
    });
  }
  const config = parsed.data;
  const named: Partial<Record<TokenRole, string>> = {};
  for (const role of roles) {
    const content = config[`${role}_token`];
    if (content !== undefined) named[role] = content;
  }
  const { model_max_length: maxLength } = config;
  return {
    namedTokens: named,
    additionalSpecialTokens: (config.additional_special_tokens ?? []).filter((each) => each !== undefined),
    chatTemplate: defaultTemplate(config.chat_template ?? []),
    cleanUpTokenizationSpaces: config.clean_up_tokenization_spaces ?? false,
    // Python writes 10³⁰ for "no bound".
    modelMaxLength: Number.isSafeInteger(maxLength) ? (maxLength as number) : undefined,
    addBosToken: config.add_bos_token ?? undefined,
    addEosToken: config.add_eos_token ?? undefined,
    doLowerCase: config.do_lower_case ?? undefined,
    tokenizerClass: config.tokenizer_class ?? undefined,
  };
}

function defaultTemplate(
  given: string | readonly { readonly name: string; readonly template: string }[],
): string | undefined {
  return typeof given === 'string' ? given : given.find(({ name }) => name === 'default')?.template;
}
