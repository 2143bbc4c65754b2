import { property, stringProperty } from '../json-value.ts';
import { ProviderError, type ProviderErrorKind } from '../provider-error.ts';

/** An error of the AI SDK as ours; its `APICallError` tells the status and whether another try may help. */
export function aiSdkError(error: unknown, model: string): ProviderError {
  if (ProviderError.is(error)) return error;
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

function kindOf(status: number): ProviderErrorKind {
  if (status === 401 || status === 403) return 'unauthorised';
  if (status === 404) return 'not-found';
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate-limit';
  return status >= 500 ? 'server' : 'invalid-request';
}
