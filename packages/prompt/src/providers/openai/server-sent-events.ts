import { ProviderError } from '../provider-error.ts';

/** Most bytes of a stream and characters of one event. */
export interface ServerSentEventLimits {
  readonly maxBytes: number;
  readonly maxEventLength: number;
}

/**
 * The data of each event of a `text/event-stream` body. Comments, names and ids are dropped; an event that the end of
 * the stream cuts short is dropped too.
 *
 * @throws {ProviderError} of kind `too-large` when the stream or one event exceeds its limit
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export async function* serverSentEvents(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, maxEventLength }: ServerSentEventLimits,
): AsyncGenerator<string, void, undefined> {
  let data: string[] = [];
  let length = 0;
  for await (const line of lines(body, { maxBytes, maxLineLength: maxEventLength })) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n');
      data = [];
      length = 0;
      continue;
    }
    const value = /^data(?:: ?|$)/.exec(line);
    if (value === null) continue;
    data.push(line.slice(value[0].length));
    length += line.length;
    if (length > maxEventLength) throw tooLarge('An event of the answer', `${maxEventLength} characters`);
  }
}

async function* lines(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, maxLineLength }: { readonly maxBytes: number; readonly maxLineLength: number },
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  // Pieces of a line that has not ended, joined once: a slow drip costs no quadratic time.
  let open: string[] = [];
  let openLength = 0;
  let bytes = 0;
  let endsInReturn = false;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge('The answer', `${maxBytes} bytes`);
    let text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    // The second half of a line break.
    if (endsInReturn && text.startsWith('\n')) text = text.slice(1);
    endsInReturn = text.endsWith('\r');
    const parts = text.split(/\r\n|\r|\n/);
    for (const [i, part] of parts.entries()) {
      open.push(part);
      openLength += part.length;
      if (openLength > maxLineLength) throw tooLarge('A line of the answer', `${maxLineLength} characters`);
      if (i === parts.length - 1) break;
      yield open.join('');
      open = [];
      openLength = 0;
    }
  }
}

function tooLarge(what: string, limit: string): ProviderError {
  return new ProviderError(`${what} is too large`, { kind: 'too-large', expected: `at most ${limit}` });
}
