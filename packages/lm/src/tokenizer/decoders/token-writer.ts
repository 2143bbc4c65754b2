import type { DecodingStep } from './decoding-step.ts';
import type { Decoder, SavedAs } from '../pipeline/stage.ts';

/**
 * Takes token spellings one by one, or in parts. Every decoder is such a writer in front of another one, so that
 * decoding all at once and decoding id by id are the same algorithm.
 */
export interface TokenWriter {
  /**
   * The next part of a token.
   *
   * @param starts - whether it is the first part of its token
   * @param ends - whether it is known to be the last part
   */
  write(part: string, starts: boolean, ends: boolean): void;
  /** No more tokens come: writes what was held back, then ends the next writer. */
  end(): void;
}

/** A decoder that can work token by token. */
export interface StreamDecoder extends Decoder {
  /** A fresh writer that passes what it decodes on to `next`. */
  stream(next: TokenWriter): TokenWriter;
  /** What it does to each token by itself, one after the other; undefined where it looks at several. */
  readonly steps?: readonly DecodingStep[] | undefined;
  /** Its entry in `tokenizer.json`. */
  toJSON(): unknown;
}

/** A decoder from its writer and its JSON, and its steps where it has such. */
export function streamDecoder<Json>(
  json: Json,
  stream: (next: TokenWriter) => TokenWriter,
  steps?: readonly DecodingStep[],
): StreamDecoder & SavedAs<Json> {
  return Object.freeze({
    stream,
    decode(tokens: readonly string[]): readonly string[] {
      const collected = tokenCollector();
      const writer = stream(collected);
      for (const token of tokens) writer.write(token, true, true);
      writer.end();
      return collected.tokens;
    },
    toJSON: () => json,
    steps,
  });
}

/**
 * A writer for decoders that look at one whole token at a time.
 *
 * @param decode - gives what the token becomes; `undefined` drops it
 * @param finish - called after the last token
 */
export function wholeTokens(
  next: TokenWriter,
  decode: (token: string, index: number) => string | undefined,
  finish?: () => void,
): TokenWriter {
  let open: string | undefined;
  let index = 0;
  const pass = (token: string): void => {
    const decoded = decode(token, index++);
    if (decoded !== undefined) next.write(decoded, true, true);
  };
  const close = (): void => {
    if (open !== undefined) pass(open);
    open = undefined;
  };
  return {
    write(part, starts, ends) {
      if (starts) close();
      if (starts && ends) return pass(part);
      open = (open ?? '') + part;
      if (ends) close();
    },
    end() {
      close();
      finish?.();
      next.end();
    },
  };
}

interface TokenCollector extends TokenWriter {
  readonly tokens: string[];
}

function tokenCollector(): TokenCollector {
  const tokens: string[] = [];
  return {
    tokens,
    write(part, starts) {
      if (starts) tokens.push(part);
      else tokens[tokens.length - 1] += part;
    },
    end() {},
  };
}
