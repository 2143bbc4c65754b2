import type { ChatFormat, Tokenizer } from '@fm/core';

/** Ids that end an assistant's turn: the end of the text, and what the format writes after an assistant's message. */
export function endOfTurn(format: ChatFormat, tokenizer: Tokenizer): readonly number[] {
  const control = new Set(tokenizer.specialTokens.values());
  const opened = format.render([{ role: 'user', content: 'a' }], { addGenerationPrompt: true }).ids.length;
  const { ids } = format.render([
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
  ]);
  const closing = ids.subarray(opened).find((id) => control.has(id));
  return [tokenizer.endOfText, closing].filter((id) => id !== undefined);
}
