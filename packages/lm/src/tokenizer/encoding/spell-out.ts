import { ArgumentError } from '@fm/core';
import type { TokenizerModel, TokenSink } from '../pipeline/stage.ts';

/** A token of a piece. */
interface PieceToken {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Tokens of one piece, without some ids: where the model gives such a token, its first character and what follows
 * are tokenized apart, so that a control token that somebody typed stays text.
 */
export function tokenizeWithout(
  forbidden: ReadonlySet<number>,
  model: TokenizerModel,
  text: string,
  sink: TokenSink,
): void {
  const tokenize = (from: number, to: number): void => {
    for (const { id, start, end } of tokensOf(model, text.slice(from, to))) {
      const first = from + start + firstLength(text, from + start);
      if (!forbidden.has(id) || first >= from + end) sink.add(id, from + start, from + end);
      else {
        // No deeper than the control token is long.
        tokenize(from + start, first);
        tokenize(first, from + end);
      }
    }
  };
  tokenize(0, text.length);
}

/** The special tokens that a model can give for ordinary text that spells them. */
export function spellableTokens(
  tokens: Iterable<readonly [content: string, id: number]>,
  model: TokenizerModel,
): ReadonlySet<number> {
  const spellable = new Set<number>();
  for (const [content, id] of tokens) {
    // Ids that only added tokens have never come from the model; an unknown token is no control token.
    if (model.idOf(content) !== id || isUnknown(model, content, id)) continue;
    try {
      const [only, ...others] = tokensOf(model, content);
      if (only?.id === id && others.length === 0) spellable.add(id);
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
    }
  }
  return spellable;
}

function tokensOf(model: TokenizerModel, text: string): readonly PieceToken[] {
  const tokens: PieceToken[] = [];
  if (text !== '') model.tokenize(text, { add: (id, start, end) => tokens.push({ id, start, end }) });
  return tokens;
}

function isUnknown(model: TokenizerModel & { unknownToken?: unknown }, content: string, id: number): boolean {
  return model.unknownId === id || model.unknownToken === content;
}

/** UTF-16 units of the character that begins at `index`. */
function firstLength(text: string, index: number): number {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800 ? 2 : 1;
}
