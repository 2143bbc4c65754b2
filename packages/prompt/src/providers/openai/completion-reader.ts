import type { ChatPiece, ChatResult, ChatUsage, ToolCall } from '@fm/core';
import type { ChatEnd } from '../chat-generation.ts';
import { parseToolInput } from '../parse-tool-input.ts';
import { ProviderError } from '../provider-error.ts';
import { redact } from './redact.ts';
import { countProperty, property, stringProperty } from '../json-value.ts';

const maxToolCalls = 128;

/** Reads the chunks of a chat completion, one after the other. Everything in them is checked. */
export class CompletionReader {
  readonly #model: string;
  readonly #idPrefix: string;
  readonly #secrets: readonly string[];
  readonly #calls = new Map<number, { id: string; name: string; input: string[] }>();
  #finishReason: string | undefined;
  #usage: ChatUsage = { inputTokens: undefined, outputTokens: undefined };

  /**
   * @param idPrefix - begins the ids of tool calls to which the service gives none
   * @param secrets - texts that must not appear in errors
   */
  constructor(model: string, idPrefix: string, secrets: readonly string[]) {
    this.#model = model;
    this.#idPrefix = idPrefix;
    this.#secrets = secrets;
  }

  /** Whether the model has said why it ended. */
  get isFinished(): boolean {
    return this.#finishReason !== undefined;
  }

  /**
   * The pieces that became known with a chunk; `source` is `delta` in streams and `message` in whole answers.
   *
   * @throws {ProviderError} of kind `malformed`
   */
  *read(chunk: unknown, source: 'delta' | 'message'): Generator<ChatPiece, void, undefined> {
    const choices = property(chunk, 'choices');
    const usage = property(chunk, 'usage');
    if (!Array.isArray(choices) && usage === undefined) throw this.#malformed('choices', chunk);
    if (typeof usage === 'object' && usage !== null) {
      this.#usage = {
        inputTokens: countProperty(usage, 'prompt_tokens'),
        outputTokens: countProperty(usage, 'completion_tokens'),
      };
    }
    const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
    if (choice === undefined) return;
    const delta = property(choice, source);
    const reasoning = stringProperty(delta, 'reasoning_content') ?? stringProperty(delta, 'reasoning');
    if (reasoning) yield { type: 'reasoning', text: reasoning };
    const text = stringProperty(delta, 'content') || stringProperty(delta, 'refusal');
    if (text) yield { type: 'text', text };
    this.#readCalls(property(delta, 'tool_calls'));
    this.#finishReason = stringProperty(choice, 'finish_reason') ?? this.#finishReason;
  }

  /** The tool calls, now that all of their parts are there. */
  *end(): Generator<ChatPiece, ChatEnd, undefined> {
    const calls = [...this.#calls].toSorted(([a], [b]) => a - b);
    for (const [index, { id, name, input }] of calls) {
      if (name === '') throw this.#malformed('a name in every tool call', id);
      const call: ToolCall = {
        id: id || `${this.#idPrefix}${index}`,
        name,
        input: parseToolInput(input.join('')),
      };
      yield { type: 'tool-call', call };
    }
    return { finishReason: this.#unifiedReason(), usage: this.#usage };
  }

  #readCalls(deltas: unknown): void {
    if (deltas === undefined || deltas === null) return;
    if (!Array.isArray(deltas)) throw this.#malformed('tool_calls to be a list', deltas);
    for (const [position, delta] of deltas.entries()) {
      const index = countProperty(delta, 'index') ?? position;
      if (index >= maxToolCalls) throw this.#malformed(`at most ${maxToolCalls} tool calls`, index);
      const call = this.#calls.get(index) ?? { id: '', name: '', input: [] };
      this.#calls.set(index, call);
      const described = property(delta, 'function');
      // Some services repeat the id and the name in every part.
      call.id ||= stringProperty(delta, 'id') ?? '';
      call.name ||= stringProperty(described, 'name') ?? '';
      const input = property(described, 'arguments');
      if (typeof input === 'string') call.input.push(input);
      else if (input !== undefined && input !== null) call.input.push(JSON.stringify(input));
    }
  }

  #unifiedReason(): ChatResult['finishReason'] {
    switch (this.#finishReason) {
      case 'length':
        return 'length';
      case 'content_filter':
        return 'content-filter';
      case 'stop':
      case 'tool_calls':
      case 'function_call':
        // Several services say "stop" although they call tools.
        return this.#calls.size > 0 ? 'tool-calls' : 'stop';
      default:
        return 'other';
    }
  }

  #malformed(expected: string, received: unknown): ProviderError {
    return new ProviderError(`${this.#model}: the answer is not what the API says`, {
      kind: 'malformed',
      expected,
      received: redact(JSON.stringify(received) ?? 'nothing', this.#secrets),
    });
  }
}
