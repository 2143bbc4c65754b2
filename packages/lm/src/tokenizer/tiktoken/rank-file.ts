import { FormatError } from '@fm/core';
import { byteAlphabet } from '../byte/byte-alphabet.ts';

const maxFileBytes = 1 << 27;
const maxRank = 0xff_ffff;
const newline = 0x0a;
const carriageReturn = 0x0d;
const blank = 0x20;
const equals = 0x3d;
const zero = 0x30;
const sextets = sextetTable();

/**
 * The tokens of a tiktoken rank file, which has a token in base64 and its rank on each line; spelled in the
 * byte-level alphabet, in the order of the file.
 *
 * @throws {FormatError} when a line is damaged, a token or rank comes twice, or the file is over 128 MiB
 */
export function readRankFile(file: Uint8Array | string): Map<string, number> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  if (bytes.length > maxFileBytes) throw damaged(0, `${bytes.length} bytes`);
  const lines = new RankLines(bytes);
  const entries = new Map<string, number>();
  const { ranks, starts } = lines;
  const isSeen = new Uint8Array(lines.highest + 1);
  const spellings = lines.spell();
  for (let line = 0; line < ranks.length; line++) {
    const rank = ranks[line]!;
    entries.set(spellings.slice(starts[line]!, starts[line + 1]!), rank);
    if (entries.size === line || isSeen[rank] === 1) throw damaged(line + 1, `token or rank ${rank} twice`);
    isSeen[rank] = 1;
  }
  return entries;
}

/** The columns of a rank file: all tokens' bytes one after the other, where each begins, and the ranks. */
class RankLines {
  readonly starts: number[] = [0];
  readonly ranks: number[] = [];
  /** The highest rank. */
  highest = 0;
  /** Bytes as units of the byte-level alphabet. */
  readonly #units: Uint16Array;
  readonly #bytes: Uint8Array;
  #size = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#units = new Uint16Array(bytes.length);
    for (let at = 0; at < bytes.length;) at = this.#readLine(at);
  }

  /** All tokens as one string, of which `starts` are the places. */
  spell(): string {
    return new TextDecoder('utf-16le').decode(this.#units.subarray(0, this.#size));
  }

  #readLine(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    while (bytes[at] === newline || bytes[at] === carriageReturn) at++;
    if (at === bytes.length) return at;
    const space = bytes.indexOf(blank, at);
    let end = bytes.indexOf(newline, at);
    if (end < 0) end = bytes.length;
    if (space <= at || space > end) throw damaged(this.ranks.length + 1, 'no token and rank');
    this.#readToken(at, space);
    this.#readRank(space + 1, bytes[end - 1] === carriageReturn ? end - 1 : end);
    return end;
  }

  #readToken(start: number, end: number): void {
    const bytes = this.#bytes;
    let bits = 0;
    let held = 0;
    for (let at = start; at < end && bytes[at] !== equals; at++) {
      const sextet = sextets[bytes[at]!]!;
      if (sextet === invalid) throw damaged(this.ranks.length + 1, 'a token that is no base64');
      bits = ((bits << 6) | sextet) & 0x3fff;
      held += 6;
      if (held >= 8) {
        held -= 8;
        this.#units[this.#size++] = alphabet[(bits >> held) & 0xff]!;
      }
    }
    this.starts.push(this.#size);
  }

  #readRank(start: number, end: number): void {
    let rank = end > start ? 0 : Number.NaN;
    for (let at = start; at < end && rank <= maxRank; at++) {
      const digit = this.#bytes[at]! - zero;
      rank = digit >= 0 && digit <= 9 ? rank * 10 + digit : Number.NaN;
    }
    if (!(rank <= maxRank)) throw damaged(this.ranks.length + 1, `no rank in [0, ${maxRank}]`);
    this.ranks.push(rank);
    if (rank > this.highest) this.highest = rank;
  }
}

const invalid = 0xff;
const alphabet = Uint16Array.from(byteAlphabet(), (character) => character.charCodeAt(0));

function sextetTable(): Uint8Array {
  const table = new Uint8Array(256).fill(0xff);
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let sextet = 0; sextet < digits.length; sextet++) table[digits.charCodeAt(sextet)] = sextet;
  return table;
}

function damaged(line: number, received: string): FormatError {
  return new FormatError('The tiktoken rank file is damaged', {
    expected: 'a token in base64, a space and its rank on each line',
    received: line === 0 ? received : `${received} on line ${line}`,
  });
}
