import { ArgumentError, type EncodeOptions } from '@fm/core';

/** One piece of a text: ordinary, or a special token that was asked for. */
export interface TextPiece {
  /** First UTF-16 code unit. */
  readonly start: number;
  /** One past the last UTF-16 code unit. */
  readonly end: number;
  /** Id of the special token this piece is; `undefined` for ordinary text. */
  readonly special: number | undefined;
}

/**
 * Special tokens with ids from `firstId` on, in the order given.
 *
 * @throws {ArgumentError} when a token is empty or appears twice
 */
export function numberSpecialTokens(tokens: readonly string[], firstId: number): ReadonlyMap<string, number> {
  const numbered = new Map<string, number>();
  for (const token of tokens) {
    if (token === '' || numbered.has(token)) {
      throw new ArgumentError('A special token is empty or appears twice', {
        received: JSON.stringify(tokens),
      });
    }
    numbered.set(token, firstId + numbered.size);
  }
  return numbered;
}

/**
 * Cuts a text at the special tokens that are allowed in it; the longest wins where several begin at one place.
 *
 * @throws {ArgumentError} when `allow` names a token that is not special
 */
export function splitAtSpecialTokens(
  text: string,
  tokens: ReadonlyMap<string, number>,
  allow: EncodeOptions['allowSpecial'] = 'none',
): readonly TextPiece[] {
  const allowed = selectTokens(tokens, allow);
  if (allowed.length === 0) return text === '' ? [] : [{ start: 0, end: text.length, special: undefined }];
  const longestFirst = allowed.toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(escapePattern).join('|'), 'g');
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push({ start: end, end: match.index, special: undefined });
    end = match.index + match[0].length;
    pieces.push({ start: match.index, end, special: tokens.get(match[0]) });
  }
  if (end < text.length) pieces.push({ start: end, end: text.length, special: undefined });
  return pieces;
}

function selectTokens(
  tokens: ReadonlyMap<string, number>,
  allow: NonNullable<EncodeOptions['allowSpecial']>,
): readonly string[] {
  if (allow === 'none') return [];
  if (allow === 'all') return [...tokens.keys()];
  for (const token of allow) {
    if (!tokens.has(token)) {
      throw new ArgumentError('A token to recognise is not a special token of this tokenizer', {
        expected:
          tokens.size === 0 ? 'none: this tokenizer has no special tokens' : [...tokens.keys()].join(', '),
        received: token,
      });
    }
  }
  return [...allow];
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
