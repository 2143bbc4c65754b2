import { ArgumentError, type ChatModel, type ChatPiece, type ChatRequest } from '@fm/core';
import { type ChatEnd, chatGeneration } from '../chat-generation.ts';
import { ProviderError } from '../provider-error.ts';
import { CompletionReader } from './completion-reader.ts';
import { httpError, streamedError } from './http-error.ts';
import { property } from '../json-value.ts';
import { redact } from './redact.ts';
import { requestBody } from './request-body.ts';
import { serverSentEvents } from './server-sent-events.ts';

/** Options of {@link openAiCompatible}. */
export interface OpenAiCompatibleOptions {
  /** Where the API begins, without `/chat/completions`: for example `https://api.openai.com/v1`. */
  readonly baseUrl: string | URL;
  /** As the service calls it, for example `gpt-5-mini`. */
  readonly model: string;
  /** Sent as a bearer token. It appears in no error and in no property of the model. */
  readonly apiKey?: string;
  /** Headers of every request beside those of the protocol; their values are kept out of errors too. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields of every request's body that the service knows and {@link ChatRequest} does not. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** The name that the service gives to the limit of new tokens. @default 'max_tokens' */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
  /** Most bytes of one answer. @default 64 MiB */
  readonly maxResponseBytes?: number;
  /** @default the global `fetch` */
  readonly fetch?: typeof fetch;
}

/**
 * A model behind OpenAI's chat-completions API, which most hosted services and local servers speak. Answers are
 * streamed; tool calls are put together from their parts. Errors are {@link ProviderError}s; nothing is tried twice
 * unless the model is wrapped in `withRetry`.
 *
 * `topK` is sent as `top_k`, which OpenAI itself refuses and most other services know.
 *
 * @throws {ArgumentError} when an option cannot be sent
 * @example
 * ```ts
 * import { openAiCompatible } from '@fm/prompt';
 *
 * const model = openAiCompatible({
 *   baseUrl: 'https://models.example/v1',
 *   model: 'tiny',
 *   fetch: async () =>
 *     Response.json({ choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }),
 * });
 * (await model.generate({ messages: [{ role: 'user', content: 'Hi' }] }).result).text; // => 'Hello'
 * ```
 * @see https://platform.openai.com/docs/api-reference/chat
 */
export function openAiCompatible(options: OpenAiCompatibleOptions): ChatModel {
  const connection = checkedConnection(options);
  return Object.freeze({
    name: options.model,
    generate: (request: ChatRequest) =>
      chatGeneration((signal) => complete(connection, request, signal), request.signal),
  });
}

interface Connection {
  readonly model: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly secrets: readonly string[];
  readonly body: (request: ChatRequest) => string;
  readonly maxResponseBytes: number;
  readonly fetch: typeof fetch;
}

function checkedConnection(options: OpenAiCompatibleOptions): Connection {
  const { model, apiKey, headers = {}, body = {}, maxTokensField = 'max_tokens' } = options;
  const { maxResponseBytes = 64 * 2 ** 20, fetch: send = fetch } = options;
  const given = { ...headers, ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) };
  for (const [name, value] of Object.entries(given)) {
    // Checked here because the platform's own message would show the value.
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new ArgumentError(`openAiCompatible: the header ${name} cannot be sent`, {
        expected: 'one line of text',
        hint: 'Look for a line break at the end of a key read from a file.',
      });
    }
  }
  const url = completionsUrl(options.baseUrl);
  return {
    model,
    url,
    headers: new Headers({ ...given, 'content-type': 'application/json', accept: 'text/event-stream' }),
    secrets: secretsOf([...Object.values(given), ...url.searchParams.values()]),
    body: (request) => JSON.stringify({ ...requestBody(request, { model, maxTokensField }), ...body }),
    maxResponseBytes,
    // Browsers' fetch insists on being called without an object.
    fetch: (...args) => send(...args),
  };
}

/** Values and their words, so that a key is found without its scheme too. Longest first: one may contain another. */
function secretsOf(values: readonly string[]): readonly string[] {
  const all = values.flatMap((value) => [value, ...value.split(/\s+/)]);
  return [...new Set(all)].toSorted((a, b) => b.length - a.length);
}

function completionsUrl(baseUrl: string | URL): URL {
  const url = URL.canParse(`${baseUrl}`) ? new URL(`${baseUrl}`) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new ArgumentError('openAiCompatible: baseUrl is no address of a service', {
      expected: 'http://… or https://… without user and password',
      hint: 'Give keys as apiKey or in headers.',
    });
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  return url;
}

async function* complete(
  connection: Connection,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatPiece, ChatEnd, undefined> {
  const { model, maxResponseBytes, secrets } = connection;
  const response = await ask(connection, request, signal);
  const reader = new CompletionReader(model, `call_${request.messages.length}_`, secrets);
  const body = bytesOf(response, connection, signal);
  if (response.headers.get('content-type')?.includes('application/json')) {
    // The service does not stream.
    const text = await readText(body, maxResponseBytes);
    yield* reader.read(checkedChunk(text, connection), 'message');
    return yield* reader.end();
  }
  const events = serverSentEvents(body, { maxBytes: maxResponseBytes, maxEventLength: maxResponseBytes });
  let isDone = false;
  for await (const event of events) {
    isDone = event === '[DONE]';
    if (isDone) break;
    yield* reader.read(checkedChunk(event, connection), 'delta');
  }
  if (!isDone && !reader.isFinished) {
    throw new ProviderError(`${model}: the connection ended in the middle of the answer`, {
      kind: 'connection',
    });
  }
  return yield* reader.end();
}

async function ask(connection: Connection, request: ChatRequest, signal: AbortSignal): Promise<Response> {
  const { model, url, headers, secrets } = connection;
  const body = connection.body(request);
  let response: Response;
  try {
    // A redirect would carry the key to another address.
    response = await connection.fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(error, connection);
  }
  if (response.ok) return response;
  const failure = await readText(bytesOf(response, connection, signal), 64 * 2 ** 10, 'cut');
  throw httpError({ status: response.status, body: failure, headers: response.headers, secrets, model });
}

/** The bytes of a body; a broken connection is an error of ours. */
async function* bytesOf(
  { body }: Response,
  connection: Connection,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(error, connection);
  } finally {
    // Closes the connection when the consumer has read enough.
    await reader.cancel().catch(() => {});
  }
}

async function readText(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  excess: 'cut' | 'refuse' = 'refuse',
): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      if (excess === 'cut') break;
      throw new ProviderError('The answer is too large', {
        kind: 'too-large',
        expected: `at most ${maxBytes} bytes`,
      });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function checkedChunk(text: string, { model, secrets }: Connection): unknown {
  let chunk: unknown;
  try {
    chunk = JSON.parse(text);
  } catch {
    throw new ProviderError(`${model}: a part of the answer is no JSON`, {
      kind: 'malformed',
      received: redact(text, secrets),
    });
  }
  const error = property(chunk, 'error');
  if (error !== undefined && error !== null) throw streamedError(error, { secrets, model });
  return chunk;
}

function unreachable(error: unknown, { model, url, secrets }: Connection): ProviderError {
  if (ProviderError.is(error)) return error;
  const { message, cause } = error as { readonly message?: unknown; readonly cause?: unknown };
  const reason = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : message;
  return new ProviderError(`${model}: the connection to ${url.host} failed`, {
    kind: 'connection',
    received: redact(String(reason), secrets),
    hint: 'Check baseUrl and the network.',
  });
}
