import { ArgumentError } from '@fm/core';

/** A piece of a template: text, or the name of a variable. */
export type TemplatePart = { readonly text: string } | { readonly variable: string };

/**
 * The pieces of a template. `{{name}}` is a variable; single braces are text.
 *
 * @throws {ArgumentError} when a variable is not closed or has no proper name
 * @example
 * ```ts
 * import { parseTemplate } from '@fm/prompt';
 *
 * parseTemplate('Hi {{name}}!'); // => [{ text: 'Hi ' }, { variable: 'name' }, { text: '!' }]
 * ```
 */
export function parseTemplate(source: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    if (open < 0) break;
    const close = source.indexOf('}}', open);
    if (close < 0) {
      throw new ArgumentError('A variable in the template is not closed', {
        expected: '{{name}}',
        received: `${JSON.stringify(source.slice(open, open + 20))} at ${open}`,
      });
    }
    const variable = source.slice(open + 2, close).trim();
    if (!/^[\p{L}_$][\p{L}\p{N}_$.-]*$/u.test(variable)) {
      throw new ArgumentError('A variable in the template has no proper name', {
        expected: 'a letter, then letters, digits, or any of _ $ . -',
        received: `{{${variable}}} at ${open}`,
      });
    }
    if (open > at) parts.push({ text: source.slice(at, open) });
    parts.push({ variable });
    at = close + 2;
  }
  if (at < source.length) parts.push({ text: source.slice(at) });
  return parts;
}
