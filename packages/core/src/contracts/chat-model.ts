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
  /** The conversation so far, oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Tools that the model may call. @default none */
  readonly tools?: readonly ToolDescription[];
  /** @default 'auto' */
  readonly toolChoice?: 'auto' | 'none' | 'required' | { readonly name: string };
  /** The answer must be JSON of this schema. */
  readonly responseSchema?: JsonSchema;
  /** Most tokens of the answer. */
  readonly maxTokens?: number;
  /** Divides the logits; 0 is greedy. */
  readonly temperature?: number;
  /** Keep this many most probable tokens. */
  readonly topK?: number;
  /** Keep the smallest set of tokens with at least this probability, in (0, 1]. */
  readonly topP?: number;
  /** Same seed, same answer, where the model has seeds. */
  readonly seed?: number;
  /** The answer ends before any of these strings would appear. */
  readonly stop?: readonly string[];
  /** Stops the answer. */
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
  /** What it says, without reasoning. */
  readonly text: string;
  /** What it thought before, where the model tells; otherwise empty. */
  readonly reasoning: string;
  /** Tools it wants called, in order. */
  readonly toolCalls: readonly ToolCall[];
  /** Why it ended. */
  readonly finishReason: 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'cancelled' | 'other';
  /** What it cost. */
  readonly usage: ChatUsage;
  /** What the model could not do as asked, such as a setting it does not have; for people to read. */
  readonly warnings?: readonly string[];
}

/** Tokens an answer cost; `undefined` where the model does not say. */
export interface ChatUsage {
  /** Tokens of the conversation. */
  readonly inputTokens: number | undefined;
  /** Tokens of the answer, its reasoning included. */
  readonly outputTokens: number | undefined;
}
