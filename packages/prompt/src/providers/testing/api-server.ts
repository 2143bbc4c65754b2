import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test's server does with one request. */
export type Answer = (
  response: ServerResponse,
  body: unknown,
  request: IncomingMessage,
) => void | Promise<void>;

/** A server that gives each request the next answer, on a port of this machine. */
export interface ApiServer extends AsyncDisposable {
  readonly baseUrl: string;
  /** Bodies of the requests so far. */
  readonly bodies: readonly unknown[];
  /** Headers of the requests so far. */
  readonly headers: readonly IncomingMessage['headers'][];
  /** Settles when a client has closed the connection of a request before its answer ended. */
  readonly closedEarly: Promise<void>;
}

/** Starts a server; the last answer is given again when there are no more. */
export async function apiServer(...answers: readonly Answer[]): Promise<ApiServer> {
  const bodies: unknown[] = [];
  const headers: IncomingMessage['headers'][] = [];
  let onClosedEarly = (): void => {};
  const closedEarly = new Promise<void>((resolve) => {
    onClosedEarly = resolve;
  });
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
    bodies.push(JSON.parse(text));
    headers.push({ ...request.headers, path: request.url });
    response.on('close', () => response.writableFinished || onClosedEarly());
    await answers[Math.min(bodies.length, answers.length) - 1]?.(response, bodies.at(-1), request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    bodies,
    headers,
    closedEarly,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Streams chunks as events, then says `[DONE]`. */
export function streaming(...chunks: readonly unknown[]): Answer {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    response.end('data: [DONE]\n\n');
  };
}

/** Writes raw text as a stream, in the given parts. */
export function raw(...parts: readonly (string | Uint8Array)[]): Answer {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of parts) {
      response.write(part);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    response.end();
  };
}

/** Refuses with a status. */
export function failing(
  status: number,
  body: unknown = { error: { message: `status ${status}` } },
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** A chunk with a difference of the answer. */
export function chunk(delta: unknown, finishReason: string | null = null): unknown {
  return { object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finishReason }] };
}

/** The chunks of a short answer in three pieces. */
export const hello: readonly unknown[] = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'Hel' }),
  chunk({ content: 'lo' }),
  chunk({ content: '!' }),
  chunk({}, 'stop'),
  { choices: [], usage: { prompt_tokens: 9, completion_tokens: 3 } },
];
