import type { ChatMessage, MediaPart } from '@fm/core';
import type { PromptValue } from './prompt-value.ts';
import { parseTemplate, type TemplatePart } from './parse-template.ts';
import type { VariableNames } from './variable-names.ts';

/** A message with variables. `Values` is what must be put in for them. */
export interface MessageTemplate<Values = never> {
  readonly role: 'system' | 'user' | 'assistant' | 'history';
  readonly parts: readonly MessagePart[];
  /** Carries the type of the values; there is nothing in it. */
  readonly values?: ((values: Values) => void) | undefined;
}

/** A piece of a message: text, a text variable, a picture or recording, a variable for one, or a variable for messages. */
export type MessagePart =
  | TemplatePart
  | MediaPart
  | { readonly mediaVariable: string }
  | { readonly historyVariable: string };

/** Text values by name. */
export type TextValues<Template extends string> = { readonly [Name in VariableNames<Template>]: PromptValue };

/**
 * Instructions from the application.
 *
 * @throws {ArgumentError} when the template is malformed
 * @example
 * ```ts
 * import { prompt, system, toMessages } from '@fm/prompt';
 *
 * toMessages(prompt([system('Be {{tone}}.')])({ tone: 'brief' })); // => [{ role: 'system', content: 'Be brief.' }]
 * ```
 */
export function system<const Template extends string>(
  template: Template,
): MessageTemplate<TextValues<Template>> {
  return message('system', parseTemplate(template));
}

/**
 * What a person says: a template, or a list of templates, pictures and recordings.
 *
 * @throws {ArgumentError} when a template is malformed
 * @example
 * ```ts
 * import { mediaVariable, prompt, user } from '@fm/prompt';
 *
 * const caption = prompt([user(['What is in this picture? Answer in {{language}}.', mediaVariable('photo')])]);
 * const { messages } = caption({
 *   language: 'English',
 *   photo: { type: 'image', data: new URL('https://example.com/cat.png'), mediaType: 'image/png' },
 * });
 * messages[0]?.content.length; // => 2
 * ```
 */
export function user<const Template extends string>(
  template: Template,
): MessageTemplate<TextValues<Template>>;
export function user<const Parts extends readonly (string | MediaPart | MediaVariable<string>)[]>(
  parts: Parts,
): MessageTemplate<PartValues<Parts[number]>>;
export function user(
  content: string | readonly (string | MediaPart | MediaVariable<string>)[],
): MessageTemplate {
  if (typeof content === 'string') return message('user', parseTemplate(content));
  const parts = content.flatMap((part): readonly MessagePart[] =>
    typeof part === 'string' ? parseTemplate(part) : [part],
  );
  return message('user', parts);
}

/**
 * What the model answered, in examples.
 *
 * @throws {ArgumentError} when the template is malformed
 * @example
 * ```ts
 * import { assistant, prompt, toMessages, user } from '@fm/prompt';
 *
 * const ask = prompt([user('2 + 2?'), assistant('{{sum}}'), user('{{question}}')]);
 * toMessages(ask({ sum: 4, question: '3 + 4?' }))[1]; // => { role: 'assistant', content: '4' }
 * ```
 */
export function assistant<const Template extends string>(
  template: Template,
): MessageTemplate<TextValues<Template>> {
  return message('assistant', parseTemplate(template));
}

/**
 * A place for earlier messages of the conversation, tool results among them.
 *
 * @example
 * ```ts
 * import { history, prompt, system } from '@fm/prompt';
 *
 * const chat = prompt([system('Be kind.'), history('turns')]);
 * chat({ turns: [{ role: 'user', content: 'Hello!' }] }).messages.length; // => 2
 * ```
 */
export function history<const Name extends string>(
  variable: Name,
): MessageTemplate<{ readonly [Key in Name]: readonly ChatMessage[] }> {
  return message('history', [{ historyVariable: variable }]);
}

/** A variable for a picture or a recording. */
export interface MediaVariable<Name extends string> {
  readonly mediaVariable: Name;
}

/**
 * A place for a picture or a recording in a user's message.
 *
 * @example
 * ```ts
 * import { mediaVariable, prompt, toMessages, user } from '@fm/prompt';
 *
 * const ask = prompt([user([mediaVariable('photo')])]);
 * const photo = { type: 'image', data: Uint8Array.of(71, 73, 70), mediaType: 'image/gif' } as const;
 * toMessages(ask({ photo })).map(({ content }) => content); // => [[photo]]
 * ```
 */
export function mediaVariable<const Name extends string>(name: Name): MediaVariable<Name> {
  return Object.freeze({ mediaVariable: name });
}

type PartValues<Part> = UnionToIntersection<
  Part extends string
    ? TextValues<Part>
    : Part extends MediaVariable<infer Name>
      ? { readonly [Key in Name]: MediaPart }
      : unknown
>;

/** `A | B` → `A & B`. */
export type UnionToIntersection<Union> = (Union extends unknown ? (values: Union) => void : never) extends (
  values: infer Intersection,
) => void
  ? Intersection
  : never;

function message<Values>(
  role: MessageTemplate['role'],
  parts: readonly MessagePart[],
): MessageTemplate<Values> {
  return Object.freeze({ role, parts: Object.freeze(parts) });
}
