import { ArgumentError, FmError, FormatError } from '@fm/core';
import { parse, tokenize } from '@huggingface/jinja';
import type { Body } from './syntax.ts';

/** Longest template, in UTF-16 code units; the longest in use have about 30,000. */
const maxTemplateLength = 1 << 18;
/** The lexer's time grows with the square of a run of blanks. */
const tooManyBlanks = /\s{1000}/;

/** The name under which `{% generation %}` blocks reach the evaluator: no template can spell it. */
export const generationBlock: string = '__generation__';

/**
 * Parses a Jinja template with the whitespace rules of transformers (`trim_blocks`, `lstrip_blocks`).
 *
 * @throws {FormatError} when the template is too long or not well-formed
 */
export function parseTemplate(source: string): Body {
  if (typeof source !== 'string') {
    throw new ArgumentError('A chat template is a text', { received: typeof source });
  }
  if (source.length > maxTemplateLength || tooManyBlanks.test(source)) {
    throw new FormatError('The chat template is too long', {
      expected: `at most ${maxTemplateLength} characters, and fewer than 1000 blanks in a row`,
      received: `${source.length} characters`,
    });
  }
  try {
    const tokens = tokenize(prepare(source), { lstrip_blocks: true, trim_blocks: true });
    return (parse(tokens) as unknown as { readonly body: Body }).body;
  } catch (error) {
    if (FmError.is(error)) throw error;
    throw new FormatError('The chat template is not well-formed', {
      // A TypeError says that the parser ran past the end, a RangeError that it ran out of stack.
      received:
        error instanceof Error && !(error instanceof TypeError || error instanceof RangeError)
          ? error.message
          : 'a block, expression or bracket without an end',
      cause: error,
    });
  }
}

/**
 * Lines end as Jinja ends them, and generation blocks become call blocks: the lexer would drop their tags, and with them
 * what the assistant said.
 */
function prepare(source: string): string {
  return source
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\{%([-+]?)\s{0,100}generation\s{0,100}([-+]?)%\}/g, `{%$1 call ${generationBlock}() $2%}`)
    .replaceAll(/\{%([-+]?)\s{0,100}endgeneration\s{0,100}([-+]?)%\}/g, '{%$1 endcall $2%}');
}
