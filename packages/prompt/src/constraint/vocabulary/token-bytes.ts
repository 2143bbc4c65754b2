import { type Tokenizer, UnsupportedError } from '@fm/core';

/** The bytes that each id adds to a text: `undefined` for control tokens and for those that add nothing. */
export type TokenBytes = readonly (Uint8Array | undefined)[];

const utf8 = new TextEncoder();

/**
 * Reads off a tokenizer what each of its tokens writes, in the middle of a text and at its beginning (where some
 * tokenizers leave out a space). Tokens of single bytes are known by their spelling: that of byte-level vocabularies
 * (`Ġ` for a space) or `<0xE2>`.
 *
 * @throws {UnsupportedError} when what a token writes depends on its neighbours, as with WordPiece's clean-up
 */
export function tokenBytes(tokenizer: Tokenizer): {
  readonly inside: TokenBytes;
  readonly first: TokenBytes;
} {
  const control = new Set(tokenizer.specialTokens.values());
  const anchor = anchorOf(tokenizer, control);
  const anchorText = tokenizer.decode([anchor]);
  const inside: (Uint8Array | undefined)[] = [];
  const first: (Uint8Array | undefined)[] = [];
  for (let id = 0; id < tokenizer.vocabularySize; id++) {
    const token = control.has(id) ? undefined : tokenizer.tokenOf(id);
    if (token === undefined) {
      inside.push(undefined);
      first.push(undefined);
      continue;
    }
    const after = tokenizer.decode([anchor, id]);
    if (!after.startsWith(anchorText)) refuse(tokenizer, [anchor, id]);
    inside.push(bytesOf(after.slice(anchorText.length), token));
    first.push(bytesOf(tokenizer.decode([id]), token));
  }
  requireIndependence(tokenizer, inside, anchor);
  return { inside, first };
}

function bytesOf(text: string, token: string): Uint8Array | undefined {
  if (text === '') return undefined;
  if (!text.includes('\uFFFD')) return utf8.encode(text);
  const byte = /^<0x([\dA-Fa-f]{2})>$/.exec(token);
  if (byte !== null) return Uint8Array.of(Number.parseInt(byte[1] as string, 16));
  return byteLevelBytes(token) ?? utf8.encode(text);
}

function byteLevelBytes(token: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = byteByCharacter.get(character);
    if (byte === undefined) return undefined;
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** GPT-2's printable stand-ins: themselves for most of Latin-1, and U+0100… for the others in order. */
const byteByCharacter: ReadonlyMap<string, number> = new Map(
  (() => {
    let standIn = 0x100;
    return Array.from({ length: 256 }, (_, byte) => {
      const isPrintable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
      return [String.fromCharCode(isPrintable ? byte : standIn++), byte] as const;
    });
  })(),
);

/** A token that writes plain text, to put before others. */
function anchorOf(tokenizer: Tokenizer, control: ReadonlySet<number>): number {
  const letter = tokenizer.idOf('a');
  if (letter !== undefined && !control.has(letter) && tokenizer.decode([letter]) === 'a') return letter;
  for (let id = 0; id < tokenizer.vocabularySize; id++) {
    if (control.has(id) || tokenizer.tokenOf(id) === undefined) continue;
    if (/^[ -~]+$/.test(tokenizer.decode([id]).trim())) return id;
  }
  throw new UnsupportedError('No token of the tokenizer writes plain text', {
    hint: 'Constraints need a tokenizer whose tokens can be joined into text.',
  });
}

/** Tries pairs of tokens spread over the vocabulary: their text must be that of one, and then that of the other. */
function requireIndependence(tokenizer: Tokenizer, inside: TokenBytes, anchor: number): void {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const texts: { id: number; text: string }[] = [];
  const stride = Math.max(1, Math.floor(inside.length / 200));
  for (let id = 0; id < inside.length; id += stride) {
    const bytes = inside[id];
    if (bytes === undefined) continue;
    try {
      texts.push({ id, text: decoder.decode(bytes) });
    } catch {
      // Part of a character: it has no text of its own.
    }
  }
  const start = tokenizer.decode([anchor]);
  for (const [index, a] of texts.entries()) {
    const b = texts[(index * 7 + 3) % texts.length] ?? a;
    const joined = start + a.text + b.text;
    if (tokenizer.decode([anchor, a.id, b.id]) !== joined) refuse(tokenizer, [anchor, a.id, b.id]);
  }
}

function refuse(tokenizer: Tokenizer, ids: readonly number[]): never {
  throw new UnsupportedError('What a token of this tokenizer writes depends on the tokens beside it', {
    expected: 'tokens whose texts are joined as they are',
    received: ids.map((id) => JSON.stringify(tokenizer.tokenOf(id) ?? id)).join(', '),
    hint: 'Turn off the clean-up of spaces, or use a tokenizer that decodes what it encodes.',
  });
}
