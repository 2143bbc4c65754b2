import { FormatError, UnsupportedError } from '@fm/core';
import type { TextValues } from '../template/message-templates.ts';
import { parseTemplate } from '../template/parse-template.ts';
import { prompt } from '../template/prompt.ts';
import type { RenderedText } from '../rendered/rendered-text.ts';

/** A template as a codec: values are put in, and found again in a text of that form. */
export interface TemplateCodec<Values> {
  /** The text of values, with its provenance. */
  render(values: Values): RenderedText;
  /** The text of values. */
  encode(values: Values): string;
  /** The values in a text. */
  decode(text: string): Values;
}

/**
 * Reads what a template wrote: each value ends where the text that follows it in the template begins first. All values
 * come back as strings.
 *
 * @throws {UnsupportedError} from `decode`, when two variables have nothing between them
 * @throws {FormatError} from `decode`, when the text has another form
 * @example
 * ```ts
 * import { templateCodec } from '@fm/prompt';
 *
 * const pair = templateCodec('Premise: {{premise}}\nHypothesis: {{hypothesis}}');
 * pair.decode('Premise: It rains.\nHypothesis: It is wet.'); // => { premise: 'It rains.', hypothesis: 'It is wet.' }
 * ```
 */
export function templateCodec<const Template extends string>(
  template: Template,
  { name = 'template' }: { readonly name?: string } = {},
): TemplateCodec<TextValues<Template>> {
  const parts = parseTemplate(template);
  const fill = prompt(template, { name }) as unknown as (values: TextValues<Template>) => RenderedText;
  return Object.freeze({
    render: fill,
    encode: (values: TextValues<Template>) => fill(values).text,
    decode: (text: string) => readValues(parts, text) as TextValues<Template>,
  });
}

function readValues(parts: ReturnType<typeof parseTemplate>, text: string): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  const refuse = (expected: string): never => {
    throw new FormatError('The text does not have the form of the template', {
      expected,
      received: JSON.stringify(text),
    });
  };
  let at = 0;
  for (const [i, part] of parts.entries()) {
    if ('text' in part) {
      if (!text.startsWith(part.text, at)) refuse(`${JSON.stringify(part.text)} at ${at}`);
      at += part.text.length;
      continue;
    }
    const next = parts[i + 1];
    if (next !== undefined && 'variable' in next) {
      throw new UnsupportedError(`{{${part.variable}}}{{${next.variable}}} cannot be told apart in a text`, {
        hint: 'Put some text between the variables, or give a codec of your own.',
      });
    }
    // The last stretch of the template must end the text, so it is looked for at the end.
    const isLast = i + 2 >= parts.length;
    const end =
      next === undefined
        ? text.length
        : isLast
          ? text.length - next.text.length
          : text.indexOf(next.text, at);
    if (end < at) refuse(JSON.stringify(next?.text));
    const value = text.slice(at, end);
    if ((values.get(part.variable) ?? value) !== value)
      refuse(`{{${part.variable}}} to be the same everywhere`);
    values.set(part.variable, value);
    at = end;
  }
  if (at !== text.length) refuse(`an end at ${at}`);
  return Object.fromEntries(values);
}
