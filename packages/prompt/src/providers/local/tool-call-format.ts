import type { ToolCall, ToolDescription } from '@fm/core';
import type { Grammar } from '../../constraint/grammar/grammar.ts';
import { alternatives, literal, sequence } from '../../constraint/grammar/term.ts';
import { jsonSchema } from '../../constraint/json-schema/json-schema.ts';

/** How a local model writes its tool calls in its text. */
export interface ToolCallFormat {
  /** What begins a call. Everything before it is shown at once. */
  readonly open: string;
  /** Reads the calls of the text that begins at the first `open`; what is none is given back as text. */
  read(text: string): { readonly text: string; readonly calls: readonly Omit<ToolCall, 'id'>[] };
  /**
   * One call of one of these tools, its arguments valid: what an answer is constrained to that must be a call. Without it,
   * requests that force a call are refused.
   */
  grammar?(tools: readonly ToolDescription[]): Grammar;
}

/**
 * Calls as Hermes, Qwen and many others write them: `<tool_call>{"name": …, "arguments": {…}}</tool_call>`.
 *
 * @see https://github.com/NousResearch/Hermes-Function-Calling
 * @example
 * ```ts
 * import { hermesToolCalls } from '@fm/prompt';
 *
 * hermesToolCalls.read('<tool_call>{"name": "time", "arguments": {"zone": "UTC"}}</tool_call>').calls;
 * // => [{ name: 'time', input: { zone: 'UTC' } }]
 * ```
 */
export const hermesToolCalls: ToolCallFormat = Object.freeze({
  open: '<tool_call>',
  read(text: string) {
    const calls: Omit<ToolCall, 'id'>[] = [];
    const rest = text.split('<tool_call>').map((part, i) => {
      if (i === 0) return part;
      const close = part.indexOf('</tool_call>');
      const call = close < 0 ? readCall(part) : readCall(part.slice(0, close));
      if (call === undefined) return `<tool_call>${part}`;
      calls.push(call);
      return close < 0 ? '' : part.slice(close + '</tool_call>'.length);
    });
    return { text: calls.length === 0 ? rest.join('') : rest.join('').trim(), calls };
  },
  grammar: (tools: readonly ToolDescription[]) => ({
    name: 'a tool call',
    root: alternatives(
      tools.map(({ name, inputSchema }) =>
        sequence(
          literal(`<tool_call>\n{"name": ${JSON.stringify(name)}, "arguments": `),
          jsonSchema(inputSchema, { whitespace: 'flexible' }).root,
          literal('}\n</tool_call>'),
        ),
      ),
    ),
  }),
});

function readCall(json: string): Omit<ToolCall, 'id'> | undefined {
  try {
    const { name, arguments: input = {} } = Object(JSON.parse(json)) as Readonly<Record<string, unknown>>;
    return typeof name === 'string' ? { name, input } : undefined;
  } catch {
    return undefined;
  }
}
