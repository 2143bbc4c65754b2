import { property, stringProperty } from '../json-value.ts';
import { ProviderError, type ProviderErrorKind } from '../provider-error.ts';

/** An error of the AI SDK as ours; its `APICallError` tells the status and whether another try may help. */
export function aiSdkError(error: unknown, model: string): ProviderError {
  const original = ProviderError.is(error) ? error : property(error, 'cause');
  if (ProviderError.is(original)) return original;
  const status = property(error, 'statusCode');
  const isRetryable = property(error, 'isRetryable');
  const retryAfter = Number(property(property(error, 'responseHeaders'), 'retry-after') ?? Number.NaN);
  return new ProviderError(`${model}: the provider failed`, {
    kind: typeof status === 'number' ? kindOf(status) : 'server',
    status: typeof status === 'number' ? status : undefined,
    received: error instanceof Error ? error.message : (stringProperty(error, 'message') ?? String(error)),
    // Only what says so itself may be tried again: of an unknown error nothing is known.
    isRetryable: isRetryable === true,
    retryAfter: retryAfter >= 0 ? retryAfter * 1000 : undefined,
    cause: error,
  });
}

/**
 * An error of ours as the AI SDK's `APICallError`, which its own retries look for; any other error as it is. The SDK tells
 * its errors by registered symbols, so that this needs nothing of it.
 */
export function apiCallError(error: unknown): unknown {
  if (!ProviderError.is(error)) return error;
  const { message, status, isRetryable, retryAfter } = error;
  return Object.assign(new Error(message, { cause: error }), {
    name: 'AI_APICallError',
    [Symbol.for('vercel.ai.error')]: true,
    [Symbol.for('vercel.ai.error.AI_APICallError')]: true,
    url: '',
    requestBodyValues: {},
    statusCode: status,
    isRetryable,
    responseHeaders: retryAfter === undefined ? undefined : { 'retry-after-ms': `${retryAfter}` },
  });
}

function kindOf(status: number): ProviderErrorKind {
  if (status === 401 || status === 403) return 'unauthorised';
  if (status === 404) return 'not-found';
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate-limit';
  return status >= 500 ? 'server' : 'invalid-request';
}
