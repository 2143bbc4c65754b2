import type { ChatMessage, JsonSchema, ToolCall, ToolDescription } from './chat-message.ts';

/** Anything that answers a conversation: a hosted model behind an API, or a local one with a chat template. */
export interface ChatModel {
  /** Name for messages, for example `gpt-4o`. */
  readonly name: string;
  /** Answers a conversation. Iterate for the pieces, await `result` for the whole. */
  generate(request: ChatRequest): ChatGeneration;
}

/** One question to a {@link ChatModel}. Settings that are left out are the model's own. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ToolDescription[];
  /** @default 'auto' */
  readonly toolChoice?: 'auto' | 'none' | 'required' | { readonly name: string };
  /** The answer must be JSON of this schema. */
  readonly responseSchema?: JsonSchema;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A running answer. Breaking out of the loop stops it. */
export interface ChatGeneration extends AsyncIterable<ChatPiece> {
  /** Settles when the answer ends; starts it if nobody iterates. */
  readonly result: Promise<ChatResult>;
}

/** A piece of an answer as it arrives. */
export type ChatPiece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'tool-call'; readonly call: ToolCall };

/** A finished answer. */
export interface ChatResult {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'cancelled' | 'other';
  readonly usage: ChatUsage;
  /** What the model could not do as asked, such as a setting it does not have; for people to read. */
  readonly warnings?: readonly string[];
}

/** Tokens an answer cost; `undefined` where the model does not say. */
export interface ChatUsage {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}
