import { type ChatPiece, type ChatRequest } from '@fm/core';
import { expect } from 'vitest';
import { openAiCompatible, type OpenAiCompatibleOptions } from '../openai/openai-compatible.ts';
import { ProviderError } from '../provider-error.ts';
import { type Answer, apiServer } from './api-server.ts';

/** Never to be seen in an error. */
export const key: string = 'sk-secret-1234567890';
/** The shortest there is. */
export const request: ChatRequest = { messages: [{ role: 'user', content: 'Hi' }] };

/** Uses a model whose service gives these answers, one after the other. */
export async function withServer<T>(
  answers: readonly Answer[],
  use: (
    model: ReturnType<typeof openAiCompatible>,
    server: Awaited<ReturnType<typeof apiServer>>,
  ) => Promise<T>,
  options: Partial<OpenAiCompatibleOptions> = {},
): Promise<T> {
  await using server = await apiServer(...answers);
  return await use(
    openAiCompatible({ baseUrl: server.baseUrl, model: 'tiny', apiKey: key, ...options }),
    server,
  );
}

/** The error that a promise is rejected with, once it shows no key. */
export async function failure(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => expect.unreachable('nothing failed'),
    (reason: unknown) => reason,
  );
  expect(ProviderError.is(error), String(error)).toBe(true);
  // Whatever goes wrong, no key is shown.
  expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain(key);
  return error as ProviderError;
}

/** All pieces of a generation. */
export async function collect(pieces: AsyncIterable<ChatPiece>): Promise<readonly ChatPiece[]> {
  const all: ChatPiece[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}
