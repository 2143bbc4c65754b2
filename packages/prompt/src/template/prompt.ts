import { ArgumentError } from '@fm/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { RenderedPrompt } from '../rendered/rendered-prompt.ts';
import type { RenderedText } from '../rendered/rendered-text.ts';
import type { MessageTemplate, TextValues, UnionToIntersection } from './message-templates.ts';
import { parseTemplate } from './parse-template.ts';
import { renderMessages, renderParts } from './render-template.ts';
import { validate } from './validate.ts';

/**
 * A template that was given its variables' types: call it with values to get what a model sees.
 *
 * @throws {ArgumentError} when a value is missing, unknown or cannot be written
 */
export interface Prompt<Values, Result extends RenderedText | RenderedPrompt> {
  /** Renders the prompt. A name that is no variable does not compile. */
  <Given extends Values>(
    ...values: {} extends Values ? [values?: Exactly<Given, Values>] : [values: Exactly<Given, Values>]
  ): Result;
  /** Name for provenance and messages. */
  readonly templateName: string;
  /** Names of the variables, in the order of their first use. */
  readonly variables: readonly (keyof Values & string)[];
  /**
   * The prompt with some values put in, for the others to be given later.
   *
   * @example
   * ```ts
   * import { prompt } from '@fm/prompt';
   *
   * const translate = prompt('Translate to {{language}}: {{text}}');
   * translate.partial({ language: 'French' })({ text: 'good day' }).text; // => 'Translate to French: good day'
   * ```
   */
  partial<Given extends Partial<Values>>(
    values: Exactly<Given, Partial<Values>>,
  ): Prompt<Omit<Values, keyof Given>, Result>;
}

/** `Given` without names that are not in `Values`. */
export type Exactly<Given, Values> = Given & { readonly [Key in Exclude<keyof Given, keyof Values>]: never };

/** Options of {@link prompt}. */
export interface PromptOptions<Schema extends StandardSchemaV1 | undefined = undefined> {
  /** Name for provenance and messages. @default 'prompt' */
  readonly name?: string;
  /** What values must be, as zod or any Standard Schema; its output is put in. Must not be asynchronous. */
  readonly variables?: Schema;
}

/** Values that a schema asks for, or those of the template itself. */
type ValuesOf<Schema, Own> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferInput<Schema> & Record<keyof Own, unknown>
  : Own;

/** Values of a list of messages. */
type MessageValues<Messages extends readonly MessageTemplate[]> = Flat<
  UnionToIntersection<
    Messages[number] extends infer Message
      ? Message extends MessageTemplate<infer Values>
        ? Values
        : never
      : never
  >
>;

/** Shows an intersection as one object. */
type Flat<Values> = { readonly [Key in keyof Values]: Values[Key] };

/**
 * A prompt with variables `{{name}}`, whose names are inferred from the literal: a missing, extra or undefined value does
 * not compile, and throws when types were circumvented. Single braces are text. A string gives text; a list of
 * messages gives a conversation. Conditions and loops are TypeScript: render parts and put them in as values.
 *
 * @throws {ArgumentError} when the template is malformed
 * @throws {ArgumentError} from the prompt itself, when a value is missing, unknown, cannot be written, or is not what `variables` asks for
 * @example
 * ```ts
 * import { prompt, system, user } from '@fm/prompt';
 *
 * const summarise = prompt('Summarise in {{count}} words: {{text}}');
 * summarise({ count: 5, text: 'A long story.' }).text; // => 'Summarise in 5 words: A long story.'
 *
 * const chat = prompt([system('You are {{persona}}.'), user('{{question}}')]);
 * chat({ persona: 'a pirate', question: 'Where to?' }).messages.length; // => 2
 * ```
 */
export function prompt<
  const Template extends string,
  Schema extends StandardSchemaV1 | undefined = undefined,
>(
  template: Template,
  options?: PromptOptions<Schema>,
): Prompt<ValuesOf<Schema, TextValues<Template>>, RenderedText>;
export function prompt<
  const Messages extends readonly MessageTemplate[],
  Schema extends StandardSchemaV1 | undefined = undefined,
>(
  messages: Messages,
  options?: PromptOptions<Schema>,
): Prompt<ValuesOf<Schema, MessageValues<Messages>>, RenderedPrompt>;
export function prompt(
  source: string | readonly MessageTemplate[],
  { name = 'prompt', variables: schema }: PromptOptions<StandardSchemaV1 | undefined> = {},
): Prompt<Record<string, unknown>, RenderedText | RenderedPrompt> {
  const messages = typeof source === 'string' ? undefined : source;
  const parts =
    typeof source === 'string' ? parseTemplate(source) : source.flatMap((message) => message.parts);
  const names = [...new Set(parts.flatMap(variableOf))];
  const render = (values: Readonly<Record<string, unknown>>): RenderedText | RenderedPrompt => {
    requireNames(name, names, values);
    const checked = schema === undefined ? values : validate(schema, values, name);
    return messages === undefined
      ? renderParts(parts as ReturnType<typeof parseTemplate>, checked, name)
      : renderMessages(messages, checked, name);
  };
  return withPartial({ name, names, render }, {});
}

interface Renderer {
  readonly name: string;
  readonly names: readonly string[];
  readonly render: (values: Readonly<Record<string, unknown>>) => RenderedText | RenderedPrompt;
}

function withPartial(
  renderer: Renderer,
  given: Readonly<Record<string, unknown>>,
): Prompt<Record<string, unknown>, RenderedText | RenderedPrompt> {
  const open = renderer.names.filter((name) => !Object.hasOwn(given, name));
  const unknownAmong = (values: Readonly<Record<string, unknown>>): void =>
    requireKnown(renderer.name, open, values);
  return Object.freeze(
    Object.assign(
      (values: Readonly<Record<string, unknown>> = {}) => {
        unknownAmong(values);
        return renderer.render({ ...given, ...values });
      },
      {
        templateName: renderer.name,
        variables: Object.freeze(open),
        partial(values: Readonly<Record<string, unknown>>) {
          unknownAmong(values);
          return withPartial(renderer, { ...given, ...values });
        },
      },
    ),
  ) as Prompt<Record<string, unknown>, RenderedText | RenderedPrompt>;
}

function variableOf(part: MessageTemplate['parts'][number]): readonly string[] {
  if ('variable' in part) return [part.variable];
  if ('mediaVariable' in part) return [part.mediaVariable];
  return 'historyVariable' in part ? [part.historyVariable] : [];
}

function requireNames(
  template: string,
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): void {
  const missing = names.filter((name) => !Object.hasOwn(values, name) || values[name] === undefined);
  if (missing.length === 0) return;
  throw new ArgumentError(`${template}: values are missing`, {
    expected: names.join(', '),
    received: Object.keys(values).join(', ') || 'nothing',
    hint: `Give ${missing.map((name) => `{{${name}}}`).join(', ')}; for nothing, give ''.`,
  });
}

function requireKnown(
  template: string,
  open: readonly string[],
  values: Readonly<Record<string, unknown>>,
): void {
  const unknown = Object.keys(values).filter((name) => !open.includes(name));
  if (unknown.length === 0) return;
  throw new ArgumentError(
    `${template}: there is no variable ${unknown.map((name) => `{{${name}}}`).join(', ')}`,
    {
      expected: open.join(', ') || 'no more values',
      received: Object.keys(values).join(', '),
    },
  );
}
