import type { ChatModel, ChatPiece, ChatRequest, ToolCall } from '@fm/core';
import { chatGeneration } from '../chat-generation.ts';

/** What a scripted model does in one turn: says a text, calls tools, or fails. */
export type ScriptedTurn = Said | ((request: ChatRequest) => Said);

type Said =
  | string
  | Error
  | { readonly text?: string; readonly reasoning?: string; readonly toolCalls?: readonly ToolCall[] };

/** A model that follows a script and remembers what it was asked. Each word of an answer is a piece and a token. */
export function scriptedModel(
  turns: readonly ScriptedTurn[],
  name = 'scripted',
): ChatModel & { readonly requests: readonly ChatRequest[] } {
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
        if (turn === undefined) throw new Error(`The script has ${turns.length} turns only`);
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
