import type { ToolCall } from '@fm/core';

/** How a local model writes its tool calls in its text. */
export interface ToolCallFormat {
  /** What begins a call. Everything before it is shown at once. */
  readonly open: string;
  /** Reads the calls of the text that begins at the first `open`; what is none is given back as text. */
  read(text: string): { readonly text: string; readonly calls: readonly Omit<ToolCall, 'id'>[] };
}

/**
 * Calls as Hermes, Qwen and many others write them: `<tool_call>{"name": …, "arguments": {…}}</tool_call>`.
 *
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
});

function readCall(json: string): Omit<ToolCall, 'id'> | undefined {
  try {
    const { name, arguments: input = {} } = Object(JSON.parse(json)) as Readonly<Record<string, unknown>>;
    return typeof name === 'string' ? { name, input } : undefined;
  } catch {
    return undefined;
  }
}
