import { FmError, type ToolCall } from '@fm/core';
import { untilAborted } from '../running/running.ts';
import type { Tool } from './tool.ts';

/** What became of a tool call. */
export interface ToolOutcome {
  /** Text for the model. */
  readonly output: string;
  readonly isError: boolean;
}

/**
 * Runs a tool. Whatever goes wrong with it, wrong input included, becomes text for the model, except an abort.
 *
 * @param maxLength - longest output, in UTF-16 code units; the rest is cut off, and the model is told
 */
export async function callTool(
  tool: Tool,
  call: ToolCall,
  { signal, maxLength }: { readonly signal: AbortSignal; readonly maxLength: number },
): Promise<ToolOutcome> {
  try {
    const input = await untilAborted(tool.validate(call.input), [signal]);
    if (input.problems !== undefined)
      return { output: `The input is wrong. ${input.problems.join('; ')}`, isError: true };
    const value = await untilAborted(tool.run(input.value, { signal }), [signal]);
    return { output: cut(written(value), maxLength), isError: false };
  } catch (error) {
    signal.throwIfAborted();
    return { output: cut(`The tool failed. ${messageOf(error)}`, maxLength), isError: true };
  }
}

function written(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? 'Done.' : JSON.stringify(value);
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength)}\n[${text.length - maxLength} more characters were cut off]`;
}

function messageOf(error: unknown): string {
  // The model cannot look up the guide.
  if (FmError.is(error)) return error.message.replace(`\n  see: ${error.help}`, '');
  return error instanceof Error ? error.message : String(error);
}
