/** One message of a conversation. */
export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** Instructions from the application. */
export interface SystemMessage {
  readonly role: 'system';
  readonly content: string;
}

/** What a person says or shows. */
export interface UserMessage {
  readonly role: 'user';
  readonly content: string | readonly UserPart[];
}

/** What the model said, and the tools it called. */
export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: string;
  readonly toolCalls?: readonly ToolCall[];
}

/** What a tool returned. */
export interface ToolMessage {
  readonly role: 'tool';
  readonly toolCallId: string;
  readonly toolName: string;
  readonly content: string;
}

/** A part of a user's message. */
export type UserPart = TextPart | MediaPart;

/** Text. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

/** An image or a recording. */
export interface MediaPart {
  readonly type: 'image' | 'audio';
  /** The bytes, or where they are. */
  readonly data: Uint8Array | URL;
  /** For example `image/png`. */
  readonly mediaType: string;
}

/** A model's wish to call a tool. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Parsed arguments, as the model gave them: not validated. */
  readonly input: unknown;
}

/** A tool a model may call. */
export interface ToolDescription {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of its arguments. */
  readonly inputSchema: JsonSchema;
}

/** A JSON Schema (draft 2020-12 or 7), as plain JSON. */
export type JsonSchema = { readonly [keyword: string]: unknown };
