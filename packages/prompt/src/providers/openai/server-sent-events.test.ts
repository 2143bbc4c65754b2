import { expect, it } from 'vitest';
import { serverSentEvents } from './server-sent-events.ts';

async function eventsOf(chunks: readonly string[]): Promise<readonly string[]> {
  const body = (async function* () {
    for (const chunk of chunks) yield new TextEncoder().encode(chunk);
  })();
  const events: string[] = [];
  for await (const event of serverSentEvents(body, { maxBytes: 1000, maxEventLength: 1000 }))
    events.push(event);
  return events;
}

it('finds the same events however a stream is cut into chunks, with all kinds of line breaks', async () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['data: a\r\n\r\ndata: b\n\ndata: c\r\rdata: d', ['a', 'b', 'c']],
    // A line that ends in \r\n before a bare \n.
    ['data: a\r\n\ndata: b\n\n', ['a', 'b']],
    [': comment\ndata\ndata: x\nevent: y\n\n', ['\nx']],
  ];
  for (const [text, events] of cases) {
    expect(await eventsOf([text])).toEqual(events);
    expect(await eventsOf([...text])).toEqual(events);
    for (let at = 1; at < text.length; at++)
      expect(await eventsOf([text.slice(0, at), '', text.slice(at)]), `${at}`).toEqual(events);
  }
});
