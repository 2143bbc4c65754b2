import { ArgumentError, type ChatModel, type ChatPiece, type ChatRequest, type ToolCall } from '@fm/core';
import { chatGeneration } from './chat-generation.ts';

/** What a scripted model answers: a text, a failure, or the parts of an answer. */
export type ScriptedAnswer =
  | string
  | Error
  | { readonly text?: string; readonly reasoning?: string; readonly toolCalls?: readonly ToolCall[] };

/** What a scripted model does in one turn: gives an answer, or makes one of the request. */
export type ScriptedTurn = ScriptedAnswer | ((request: ChatRequest) => ScriptedAnswer);

/** A model that follows a script. */
export interface ScriptedModel extends ChatModel {
  /** What it was asked so far, in order. */
  readonly requests: readonly ChatRequest[];
}

/**
 * A model that follows a script, turn by turn, and remembers what it was asked: for tests and examples of everything that
 * takes a {@link ChatModel}. Each word of an answer is a piece, and counts as a token. An `Error` of the script is thrown.
 *
 * @param name - for messages; default: 'scripted'
 * @throws {ArgumentError} from an answer's `result`, when the script has no more turns
 * @example
 * ```ts
 * import { scriptedModel } from '@fm/prompt';
 *
 * const model = scriptedModel(['Hello!', ({ temperature }) => `Drawn at ${temperature}.`]);
 * const messages = [{ role: 'user', content: 'Hi' }] as const;
 * (await model.generate({ messages }).result).text; // => 'Hello!'
 * (await model.generate({ messages, temperature: 0 }).result).text; // => 'Drawn at 0.'
 * model.requests.length; // => 2
 * ```
 */
export function scriptedModel(turns: readonly ScriptedTurn[], name = 'scripted'): ScriptedModel {
  const requests: ChatRequest[] = [];
  return {
    name,
    requests,
    generate: (request) =>
      chatGeneration(async function* () {
        const scripted = turns[requests.length];
        requests.push(request);
        const turn = typeof scripted === 'function' ? scripted(request) : scripted;
        if (turn instanceof Error) throw turn;
        if (turn === undefined) {
          throw new ArgumentError(`${name}: the script is over`, {
            expected: `at most ${turns.length} requests`,
            received: `${requests.length}`,
          });
        }
        const {
          text = '',
          reasoning = '',
          toolCalls = [],
        } = typeof turn === 'string' ? { text: turn } : turn;
        const pieces: readonly ChatPiece[] = [
          ...words(reasoning).map((word) => ({ type: 'reasoning' as const, text: word })),
          ...words(text).map((word) => ({ type: 'text' as const, text: word })),
          ...toolCalls.map((call) => ({ type: 'tool-call' as const, call })),
        ];
        yield* pieces;
        const prompt = request.messages.map(({ content }) => (typeof content === 'string' ? content : ''));
        return {
          finishReason: toolCalls.length > 0 ? 'tool-calls' : 'stop',
          usage: { inputTokens: words(prompt.join(' ')).length, outputTokens: pieces.length },
        };
      }, request.signal),
  };
}

function words(text: string): readonly string[] {
  return text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
}
