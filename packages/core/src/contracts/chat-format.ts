import type { ChatMessage, ToolDescription } from './chat-message.ts';

/** Writes a conversation as the token sequence a model was trained on. */
export interface ChatFormat {
  /**
   * Ids of a conversation. Only the template's own text can become control tokens: whatever messages contain stays
   * ordinary text.
   */
  render(messages: readonly ChatMessage[], options?: ChatFormatOptions): FormattedChat;
}

/** Options of {@link ChatFormat.render}. */
export interface ChatFormatOptions {
  /** End with the opening of an assistant message, so that the model goes on with its answer. @default false */
  readonly addGenerationPrompt?: boolean;
  /** Tools the template tells the model about. @default none */
  readonly tools?: readonly ToolDescription[];
}

/** A conversation as text and tokens. */
export interface FormattedChat {
  /** The whole text, control tokens written out. */
  readonly text: string;
  /** The token ids of the text. */
  readonly ids: Uint32Array;
  /** 1 for tokens that the assistant wrote (what fine-tuning learns), one entry per id. */
  readonly assistantMask: Uint8Array;
  /** The text in order, each part with its source. */
  readonly segments: readonly FormattedSegment[];
}

/** A part of a rendered conversation. */
export interface FormattedSegment {
  /** Its text. */
  readonly text: string;
  /** Whether it is the template's own text, in which control tokens count. */
  readonly trusted: boolean;
  /** The message it came from, where it came from one. */
  readonly messageIndex?: number;
}
