/** One message of a conversation. */
export interface ChatMessage {
  /** Who speaks, as the template knows it: usually `system`, `user`, `assistant` or `tool`. */
  readonly role: string;
  /**
   * What is said: a text, or parts such as `{ type: 'text', text: '…' }` where the template takes them.
   *
   * @default nothing
   */
  readonly content?: unknown;
  /** Whatever else the template reads, such as `tool_calls` or `reasoning_content`. */
  readonly [field: string]: unknown;
}
