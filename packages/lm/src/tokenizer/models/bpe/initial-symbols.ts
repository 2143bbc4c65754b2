import { FormatError } from '@fm/core';

/** How a piece of text falls into the symbols that merging starts from. */
export interface InitialSymbolsOptions {
  /** Token of characters that are not in the vocabulary; without it they are left out. */
  readonly unknownToken: string | undefined;
  /** Make one unknown token of neighbouring unknown characters. */
  readonly fuseUnknown: boolean;
  /** What every character but the first of a piece is looked up with in front. */
  readonly continuingSubwordPrefix: string;
  /** What the last character of a piece is looked up with behind. */
  readonly endOfWordSuffix: string;
  /** Spell characters that are not in the vocabulary as their UTF-8 bytes, `<0xE2>`. */
  readonly byteFallback: boolean;
}

/** Symbols of one piece, column by column; places are UTF-16 units. */
export interface InitialSymbols {
  readonly ids: number[];
  readonly starts: number[];
  readonly ends: number[];
}

const loneSurrogate = /^[\uD800-\uDFFF]$/;

/**
 * Cuts pieces into characters and looks each up; the returned function fills the same columns again at each call.
 *
 * @throws {FormatError} at an unknown character when the unknown token is not in the vocabulary
 */
export function initialSymbols(
  entries: ReadonlyMap<string, number>,
  options: InitialSymbolsOptions,
): (piece: string) => InitialSymbols {
  const { continuingSubwordPrefix: prefix, endOfWordSuffix: suffix, fuseUnknown } = options;
  const byteIds = options.byteFallback ? byteTokenIds(entries) : undefined;
  const encoder = new TextEncoder();
  const symbols: InitialSymbols = { ids: [], starts: [], ends: [] };

  function add(id: number, start: number, end: number): void {
    symbols.ids.push(id);
    symbols.starts.push(start);
    symbols.ends.push(end);
  }

  function addBytes(spelling: string, start: number, end: number): boolean {
    if (byteIds === undefined) return false;
    const ids = Array.from(encoder.encode(spelling), (byte) => byteIds[byte]);
    if (ids.includes(undefined)) return false;
    for (const id of ids) add(id!, start, end);
    return true;
  }

  return (piece) => {
    symbols.ids.length = symbols.starts.length = symbols.ends.length = 0;
    // An unknown token waits for the next known character; bytes overtake it, as they do in the reference.
    let waiting: { start: number; end: number } | undefined;
    let start = 0;
    const flush = (): void => {
      if (waiting !== undefined) add(unknownId(entries, options.unknownToken!), waiting.start, waiting.end);
      waiting = undefined;
    };
    for (const character of piece) {
      const end = start + character.length;
      let spelling = loneSurrogate.test(character) ? '\uFFFD' : character;
      if (start > 0) spelling = prefix + spelling;
      if (end === piece.length) spelling += suffix;
      const id = entries.get(spelling);
      if (id !== undefined) {
        flush();
        add(id, start, end);
      } else if (!addBytes(spelling, start, end) && options.unknownToken !== undefined) {
        if (!fuseUnknown) flush();
        waiting = { start: waiting?.start ?? start, end };
      }
      start = end;
    }
    flush();
    return symbols;
  };
}

/** Ids of `<0x00>` to `<0xFF>`, where the vocabulary has them. */
function byteTokenIds(entries: ReadonlyMap<string, number>): readonly (number | undefined)[] {
  return Array.from({ length: 256 }, (_, byte) =>
    entries.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  );
}

function unknownId(entries: ReadonlyMap<string, number>, token: string): number {
  const id = entries.get(token);
  if (id !== undefined) return id;
  throw new FormatError('The unknown token of the BPE model is not in its vocabulary', {
    expected: 'unk_token among the tokens of vocab',
    received: JSON.stringify(token),
  });
}
