import { ArgumentError } from '@fm/core';
import { toMessages } from '../rendered/rendered-prompt.ts';
import type { PartContent } from './prompt-part.ts';

/** How tokens of a hosted model are guessed, whose tokenizer nobody else has. */
export interface TokenEstimate {
  /** UTF-16 code units for each token: about 4 for English, 1 to 2 for Chinese; lower is safer. */
  readonly charactersPerToken: number;
  /** What each message costs on top. @default 4 */
  readonly tokensPerMessage?: number;
}

/**
 * A guess at how many tokens a prompt has: `⌈characters / charactersPerToken⌉ + messages · tokensPerMessage`. Pictures and
 * recordings count nothing.
 *
 * @throws {ArgumentError} when the numbers are not positive
 * @example
 * ```ts
 * import { estimateTokens, prompt } from '@fm/prompt';
 *
 * estimateTokens(prompt('twelve chars')(), { charactersPerToken: 4 }); // => 3
 * ```
 */
export function estimateTokens(
  content: PartContent,
  { charactersPerToken, tokensPerMessage = 4 }: TokenEstimate,
): number {
  if (
    !(
      charactersPerToken > 0 &&
      tokensPerMessage >= 0 &&
      Number.isFinite(charactersPerToken + tokensPerMessage)
    )
  ) {
    throw new ArgumentError('An estimate needs characters per token and tokens per message', {
      expected: 'a positive number, and one from 0 on',
      received: `${charactersPerToken} and ${tokensPerMessage}`,
    });
  }
  if (content.kind === 'text') return Math.ceil(content.text.length / charactersPerToken);
  let characters = 0;
  for (const message of toMessages(content)) {
    if (typeof message.content === 'string') characters += message.content.length;
    else for (const part of message.content) characters += part.type === 'text' ? part.text.length : 0;
    if (message.role !== 'assistant') continue;
    for (const { name, input } of message.toolCalls ?? []) {
      characters += name.length + JSON.stringify(input ?? null).length;
    }
  }
  return Math.ceil(characters / charactersPerToken + content.messages.length * tokensPerMessage);
}
