/** One message of a conversation. */
export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** Instructions from the application. */
export interface SystemMessage {
  /** Tells the kinds of messages apart. */
  readonly role: 'system';
  /** The instructions. */
  readonly content: string;
}

/** What a person says or shows. */
export interface UserMessage {
  /** Tells the kinds of messages apart. */
  readonly role: 'user';
  /** Text, or text, images and recordings in order. */
  readonly content: string | readonly UserPart[];
}

/** What the model said, and the tools it called. */
export interface AssistantMessage {
  /** Tells the kinds of messages apart. */
  readonly role: 'assistant';
  /** Text; empty where it only called tools. */
  readonly content: string;
  /** Calls, each answered by a {@link ToolMessage}. @default none */
  readonly toolCalls?: readonly ToolCall[];
}

/** What a tool returned. */
export interface ToolMessage {
  /** Tells the kinds of messages apart. */
  readonly role: 'tool';
  /** The {@link ToolCall.id} it answers. */
  readonly toolCallId: string;
  /** The tool that was called. */
  readonly toolName: string;
  /** What it returned, as text. */
  readonly content: string;
}

/** A part of a user's message. */
export type UserPart = TextPart | MediaPart;

/** Text. */
export interface TextPart {
  /** Tells the kinds of parts apart. */
  readonly type: 'text';
  /** The text itself. */
  readonly text: string;
}

/** An image or a recording. */
export interface MediaPart {
  /** Tells the kinds of parts apart. */
  readonly type: 'image' | 'audio';
  /** The bytes, or where they are. */
  readonly data: Uint8Array | URL;
  /** For example `image/png`. */
  readonly mediaType: string;
}

/** A model's wish to call a tool. */
export interface ToolCall {
  /** Unique within the conversation. */
  readonly id: string;
  /** The tool's name. */
  readonly name: string;
  /** Parsed arguments, as the model gave them: not validated. */
  readonly input: unknown;
}

/** A tool a model may call. */
export interface ToolDescription {
  /** How the model calls it. */
  readonly name: string;
  /** What it does, for the model. @default none */
  readonly description?: string;
  /** JSON Schema of its arguments. */
  readonly inputSchema: JsonSchema;
}

/** A JSON Schema (draft 2020-12 or 7), as plain JSON. */
export type JsonSchema = { readonly [keyword: string]: unknown };
