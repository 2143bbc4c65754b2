import { ProviderError, type ProviderErrorKind } from '../provider-error.ts';
import { property, stringProperty } from '../json-value.ts';
import { redact } from './redact.ts';

/** What a service said when it refused a request. */
export interface HttpFailure {
  readonly status: number;
  /** The beginning of the body. */
  readonly body: string;
  readonly headers: Headers;
  /** Texts that must not appear in the error. */
  readonly secrets: readonly string[];
  /** Name of the model, for the message. */
  readonly model: string;
}

/** The error for an HTTP status that is no success. */
export function httpError({ status, body, headers, secrets, model }: HttpFailure): ProviderError {
  const { message, code } = readErrorBody(body);
  const kind = kindOf(status, code);
  return new ProviderError(`${model}: the service answered ${status}`, {
    kind,
    status,
    received: redact(message, secrets),
    hint: hints[kind],
    retryAfter: readRetryAfter(headers),
  });
}

/** The error for a failure that the service reports in the middle of an answer. */
export function streamedError(
  error: unknown,
  { secrets, model }: Pick<HttpFailure, 'secrets' | 'model'>,
): ProviderError {
  const message = stringProperty(error, 'message') ?? JSON.stringify(error);
  const status = property(error, 'code') ?? property(error, 'status');
  const kind = typeof status === 'number' && status >= 400 ? kindOf(status, undefined) : 'server';
  return new ProviderError(`${model}: the service failed while answering`, {
    kind,
    received: redact(message, secrets),
    hint: hints[kind],
  });
}

function kindOf(status: number, code: string | undefined): ProviderErrorKind {
  if (status === 401 || status === 403) return 'unauthorised';
  if (status === 404 || status === 405) return 'not-found';
  if (status === 408) return 'timeout';
  if (status === 402 || code === 'insufficient_quota') return 'quota';
  if (status === 429) return 'rate-limit';
  // 409 and 425 say that the same request may succeed later.
  if (status >= 500 || status === 409 || status === 425) return 'server';
  return 'invalid-request';
}

const hints: Partial<Record<ProviderErrorKind, string>> = {
  unauthorised: 'Check apiKey, and that it may use this model.',
  'not-found': 'Check baseUrl (it ends before /chat/completions) and the name of the model.',
  'rate-limit': 'Wait, or wrap the model: withRetry(model).',
  quota: "Check the account's plan and billing.",
  server: 'Try again, or wrap the model: withRetry(model).',
};

function readErrorBody(body: string): { readonly message: string; readonly code: string | undefined } {
  try {
    const parsed: unknown = JSON.parse(body);
    const error = property(parsed, 'error') ?? parsed;
    const message = typeof error === 'string' ? error : (stringProperty(error, 'message') ?? body);
    return { message, code: stringProperty(error, 'code') ?? stringProperty(error, 'type') };
  } catch {
    return { message: body, code: undefined };
  }
}

/** Seconds or a date (RFC 9110, section 10.2.3), or OpenAI's own milliseconds. */
function readRetryAfter(headers: Headers): number | undefined {
  const milliseconds = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (milliseconds >= 0) return milliseconds;
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const wait = /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
