import { ArgumentError, type DecodeStream } from '@fm/core';
import type { StreamDecoder, TokenWriter } from './token-writer.ts';

/** How ids are decoded. */
export interface StreamDecoding {
  /** Without one, tokens are separated by spaces. */
  readonly decoder: StreamDecoder | undefined;
  /** What comes after the decoder. */
  readonly cleanUp: StreamDecoder | undefined;
  /** Spelling of an id for the decoder; `undefined` where it stands for nothing. */
  readonly spell: (id: number) => string | undefined;
  /** Ids that are left out. */
  readonly skips: (id: number) => boolean;
  /** Every id is below it. */
  readonly vocabularySize: number;
}

/** A fresh decoder of ids, with no state shared with any other. */
export function decodeStream({
  decoder,
  cleanUp,
  spell,
  skips,
  vocabularySize,
}: StreamDecoding): DecodeStream {
  let text = '';
  let ended = false;
  const output: TokenWriter = {
    write(part) {
      text += part;
    },
    end() {},
  };
  const last = cleanUp === undefined ? output : cleanUp.stream(output);
  const writer = decoder === undefined ? spaced(last) : decoder.stream(last);
  const taken = (): string => {
    const complete = text;
    text = '';
    return complete;
  };
  return {
    push(id) {
      if (!Number.isInteger(id) || id < 0 || id >= vocabularySize) throw noSuchId(id, vocabularySize);
      const token = skips(id) ? undefined : spell(id);
      if (token === undefined || ended) return '';
      writer.write(token, true, true);
      return taken();
    },
    end() {
      if (ended) return '';
      ended = true;
      writer.end();
      return taken();
    },
  };
}

/** Puts a space between tokens. */
function spaced(next: TokenWriter): TokenWriter {
  let begun = false;
  return {
    write(part, starts, ends) {
      next.write(starts && begun ? ` ${part}` : part, starts, ends);
      begun = true;
    },
    end: () => next.end(),
  };
}

function noSuchId(id: number, vocabularySize: number): ArgumentError {
  return new ArgumentError('There is no such token id', {
    expected: `an integer in [0, ${vocabularySize})`,
    received: `${id}`,
  });
}
