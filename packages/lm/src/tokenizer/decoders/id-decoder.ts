import { ArgumentError, type DecodeStream } from '@fm/core';
import { type DecodingStep, joiningOf } from './decoding-step.ts';
import { TokenJoiner } from './token-joiner.ts';
import { cleanUpSpaces } from './clean-up.ts';
import type { StreamDecoder, TokenWriter } from './token-writer.ts';

/** What an {@link IdDecoder} knows of ids. */
export interface IdDecoderParts {
  /** Without one, tokens are separated by spaces. */
  readonly decoder: StreamDecoder | undefined;
  /** Spelling of an id for the decoder; `undefined` where it stands for nothing. */
  readonly spell: (id: number) => string | undefined;
  readonly isSpecial: (id: number) => boolean;
  /** Every id is below it. */
  readonly vocabularySize: number;
}

/** How ids are decoded. */
export interface IdDecoding {
  readonly skipSpecialTokens: boolean;
  readonly cleanUpTokenizationSpaces: boolean;
}

/** Turns ids into text: all at once, or one by one with the same result. */
export class IdDecoder {
  readonly #parts: IdDecoderParts;
  readonly #joiner: TokenJoiner | undefined;

  constructor(parts: IdDecoderParts) {
    this.#parts = parts;
    const { spell, decoder, vocabularySize } = parts;
    const steps = decoder === undefined ? [spacedStep] : decoder.steps;
    const joining = steps && joiningOf(steps);
    if (joining !== undefined) this.#joiner = new TokenJoiner(joining, spell, vocabularySize);
  }

  /** @throws {ArgumentError} when there is no such id */
  decode(ids: ArrayLike<number>, decoding: IdDecoding): string {
    for (let i = 0; i < ids.length; i++) this.#require(ids[i] as number);
    if (this.#joiner !== undefined) {
      const text = this.#joiner.decode(ids, decoding.skipSpecialTokens ? this.#parts.isSpecial : undefined);
      return decoding.cleanUpTokenizationSpaces ? cleanUpSpaces().decode([text]).join('') : text;
    }
    const output = textOutput();
    const writer = this.#open(decoding, output);
    for (let i = 0; i < ids.length; i++) this.#write(ids[i] as number, decoding, writer);
    writer.end();
    return output.take();
  }

  /** A fresh decoder that shares no state with any other; its `push` throws {ArgumentError} when there is no such id. */
  stream(decoding: IdDecoding): DecodeStream {
    const output = textOutput();
    const writer = this.#open(decoding, output);
    let ended = false;
    return {
      push: (id) => {
        this.#require(id);
        if (!ended) this.#write(id, decoding, writer);
        return output.take();
      },
      end() {
        if (!ended) writer.end();
        ended = true;
        return output.take();
      },
    };
  }

  #open({ cleanUpTokenizationSpaces }: IdDecoding, output: TokenWriter): TokenWriter {
    const last = cleanUpTokenizationSpaces ? cleanUpSpaces().stream(output) : output;
    return this.#parts.decoder?.stream(last) ?? spaced(last);
  }

  #write(id: number, { skipSpecialTokens }: IdDecoding, writer: TokenWriter): void {
    if (skipSpecialTokens && this.#parts.isSpecial(id)) return;
    const token = this.#parts.spell(id);
    if (token !== undefined) writer.write(token, true, true);
  }

  #require(id: number): void {
    const { vocabularySize } = this.#parts;
    if (Number.isInteger(id) && id >= 0 && id < vocabularySize) return;
    throw new ArgumentError('There is no such token id', {
      expected: `an integer in [0, ${vocabularySize})`,
      received: `${id}`,
    });
  }
}

interface TextOutput extends TokenWriter {
  /** What has been written since the last call. */
  take(): string;
}

function textOutput(): TextOutput {
  let text = '';
  return {
    write(part) {
      text += part;
    },
    end() {},
    take() {
      const taken = text;
      text = '';
      return taken;
    },
  };
}

/** Puts a space before every token but the first. */
const spacedStep: DecodingStep = {
  kind: 'rewrite',
  rewrite: (token, isFirst) => (isFirst ? token : ` ${token}`),
};

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
