import { ArgumentError, FormatError } from '@fm/core';
import type { RenderedPrompt } from '../rendered/rendered-prompt.ts';
import { joinText, renderedText, type RenderedText } from '../rendered/rendered-text.ts';
import type { TextValues } from '../template/message-templates.ts';
import { demonstrationMessages } from './demonstration-messages.ts';
import { contextText, questionText } from './demonstration-text.ts';
import type { Example, TextExample } from './example.ts';
import { type LabelCodec, labelCodec, type LabelOf, type Labels } from './label-codec.ts';
import type { ShownExample, TaskLayout } from './task-layout.ts';
import { templateCodec } from './template-codec.ts';
import { type CodecValue, plainText, type TextCodec } from './text-codec.ts';

/** What is to be done, with typed inputs and outputs: examples and queries become prompts, answers become values. */
export interface Task<Input, Output> {
  /** Name for provenance and messages. */
  readonly name: string;
  readonly layout: TaskLayout;
  /** The labels and their words, where the task has labels. */
  readonly labels: LabelCodec<Output & string> | undefined;
  /** An example; a wrong label or a missing value does not compile. */
  example(input: Input, output: Output): Example<Input, Output>;
  /** The text of an input; what was put in is untrusted. */
  inputText(input: Input): RenderedText;
  /** The text of an output, as an answer spells it. */
  outputText(output: Output): string;
  /** An example as texts. */
  encode(example: Example<Input, Output>): TextExample;
  /**
   * An example from its texts.
   *
   * @throws {FormatError} when a text has not the form that `encode` gives
   */
  decode(example: TextExample): Example<Input, Output>;
  /**
   * The prompt as one text: instruction, examples, input, and the beginning of the answer without the space before it,
   * so that the answer and its space are tokenized as the model has learned them. Let the model stop at
   * `layout.separator`. No examples make it zero-shot.
   */
  text(input: Input, options?: DemonstrationOptions<Input, Output>): RenderedText;
  /** What comes before the question in the text form: the same for every question, so it can be computed once. */
  context(examples: readonly Example<Input, Output>[]): RenderedText;
  /** The prompt as a conversation, in which examples are turns of the user and the assistant. */
  chat(input: Input, options?: ChatDemonstrationOptions<Input, Output>): RenderedPrompt;
  /**
   * The value of an answer.
   *
   * @throws {FormatError} when the answer is no output of the task
   */
  parse(answer: string): Output;
}

/** A task whose outputs are labels. */
export interface LabelTask<Input, Label extends string> extends Task<Input, Label> {
  readonly labels: LabelCodec<Label>;
}

/** What is shown before the question. */
export interface DemonstrationOptions<Input, Output> {
  /** In the order in which they are shown. @default none: zero-shot */
  readonly examples?: readonly Example<Input, Output>[];
}

/** What is shown before the question of a conversation. */
export interface ChatDemonstrationOptions<Input, Output> extends DemonstrationOptions<Input, Output> {
  /** Where the instruction goes; some models know no system message. @default 'system' */
  readonly instructionIn?: 'system' | 'user';
}

/** What an input is: a template, whose values are typed, or a codec. */
export type InputSpecification = string | TextCodec<unknown>;

/** The type of a task's inputs. */
export type InputOf<Specification> = Specification extends string
  ? TextValues<Specification>
  : CodecValue<Specification>;

/** Options of {@link task}, but for its output. */
export interface TaskOptions<Input extends InputSpecification> {
  /** Name for provenance and messages. */
  readonly name: string;
  /** What to do, in words; trusted. @default none */
  readonly instruction?: string;
  /** A template with `{{variables}}` or a codec. @default plain text */
  readonly input?: Input;
  /** Before each input of the text form. @default 'Input: '; nothing before a template, which has words of its own */
  readonly inputPrefix?: string;
  /** Before each answer of the text form; a space follows. @default 'Output:' */
  readonly outputPrefix?: string;
  /** Between instruction, examples and question of the text form. @default an empty line */
  readonly separator?: string;
}

/** Output of a task as a codec. */
export interface CodecOutput<Output extends TextCodec<unknown>> {
  /** @default plain text */
  readonly output?: Output;
  readonly labels?: undefined;
}

/** Output of a task as one of several labels. */
export interface LabelOutput<Given extends Labels> {
  readonly labels: Given;
  readonly output?: undefined;
}

/**
 * Declares a task once; its examples then serve as text, as conversation and as values.
 *
 * @throws {ArgumentError} when the template is malformed, or labels cannot be told apart
 * @example
 * ```ts
 * import { task, toMessages } from '@fm/prompt';
 *
 * const sentiment = task({
 *   name: 'sentiment',
 *   instruction: 'Is the review positive or negative?',
 *   input: 'Review: {{review}}',
 *   labels: { positive: ['positive', 'good'], negative: ['negative', 'bad'] },
 *   outputPrefix: 'Sentiment:',
 * });
 * const examples = [sentiment.example({ review: 'Loved it.' }, 'positive')];
 *
 * sentiment.text({ review: 'So dull.' }, { examples }).text;
 * // => 'Is the review positive or negative?\n\nReview: Loved it.\nSentiment: positive\n\nReview: So dull.\nSentiment:'
 * toMessages(sentiment.chat({ review: 'So dull.' }, { examples })).map(({ role }) => role);
 * // => ['system', 'user', 'assistant', 'user']
 * sentiment.parse(' Bad.'); // => 'negative'
 * ```
 */
export function task<const Given extends Labels, const Input extends InputSpecification = TextCodec<string>>(
  options: TaskOptions<Input> & LabelOutput<Given>,
): LabelTask<InputOf<Input>, LabelOf<Given>>;
export function task<
  const Input extends InputSpecification = TextCodec<string>,
  Output extends TextCodec<unknown> = TextCodec<string>,
>(options: TaskOptions<Input> & CodecOutput<Output>): Task<InputOf<Input>, CodecValue<Output>>;
export function task({
  name,
  instruction = '',
  input = plainText as TextCodec<unknown>,
  output,
  labels: given,
  inputPrefix = typeof input === 'string' ? '' : 'Input: ',
  outputPrefix = 'Output:',
  separator = '\n\n',
}: TaskOptions<InputSpecification> & (CodecOutput<TextCodec<unknown>> | LabelOutput<Labels>)): Task<
  unknown,
  unknown
> {
  if (output !== undefined && given !== undefined) {
    throw new ArgumentError(`${name}: a task has either labels or an output codec`);
  }
  if (separator === '') throw new ArgumentError(`${name}: examples need a separator between them`);
  const labels = given === undefined ? undefined : labelCodec(given);
  const outputs = (labels ?? output ?? plainText) as TextCodec<unknown>;
  const inputs = inputCodec(input, name);
  const layout: TaskLayout = Object.freeze({ instruction, inputPrefix, outputPrefix, separator });
  const inputText = (value: unknown): RenderedText => inputs.render(value);
  const outputText = (value: unknown): string => outputs.encode(value);
  const shown = (examples: readonly Example<unknown, unknown>[]): readonly ShownExample[] =>
    examples.map((each) => ({
      input: inputText(each.input),
      output: valueText({ template: name, variable: 'output', text: outputText(each.output) }),
    }));
  const context = (examples: readonly Example<unknown, unknown>[]): RenderedText =>
    contextText(layout, shown(examples), name);
  return Object.freeze({
    name,
    layout,
    labels,
    example: (value: unknown, answer: unknown) => Object.freeze({ input: value, output: answer }),
    inputText,
    outputText,
    encode: (each: Example<unknown, unknown>) => ({
      input: inputText(each.input).text,
      output: outputText(each.output),
    }),
    decode: (each: TextExample) => ({
      input: decoded(`${name}: the input`, each.input, inputs.decode),
      output: decoded(`${name}: the output`, each.output, (text) => outputs.decode(text)),
    }),
    context,
    text: (value: unknown, { examples = [] }: DemonstrationOptions<unknown, unknown> = {}) =>
      joinText([context(examples), questionText(layout, inputText(value), name)]),
    chat: (
      value: unknown,
      { examples = [], instructionIn = 'system' }: ChatDemonstrationOptions<unknown, unknown> = {},
    ) =>
      demonstrationMessages({
        name,
        layout,
        examples: shown(examples),
        question: inputText(value),
        instructionIn,
      }),
    parse: (answer: string) => decoded(`${name}: the answer`, answer, (text) => outputs.decode(text)),
  });
}

function inputCodec(
  input: InputSpecification,
  name: string,
): { readonly render: (value: unknown) => RenderedText; readonly decode: (text: string) => unknown } {
  if (typeof input === 'string') {
    const { render, decode } = templateCodec(input, { name });
    return { render: render as (value: unknown) => RenderedText, decode };
  }
  return {
    render: (value) => valueText({ template: name, variable: 'input', text: input.encode(value) }),
    decode: (text) => input.decode(text),
  };
}

function valueText({
  text,
  template,
  variable,
}: {
  readonly text: string;
  readonly template: string;
  readonly variable: string;
}): RenderedText {
  return renderedText([{ text, source: { kind: 'value', template, variable, trusted: false } }]);
}

/** What a codec reads; whatever it throws becomes one kind of error. */
function decoded(what: string, text: string, decode: (text: string) => unknown): unknown {
  try {
    return decode(text);
  } catch (cause) {
    throw new FormatError(`${what} cannot be read`, {
      expected: cause instanceof Error ? cause.message : String(cause),
      received: JSON.stringify(text),
      cause,
    });
  }
}
