import { FmError, type FmErrorDetails } from '@fm/core';

/** What went wrong with a hosted model; each kind asks for another reaction. */
export type ProviderErrorKind =
  /** The service refuses the request itself: a setting, a message or the length of the conversation. */
  | 'invalid-request'
  /** The key is missing, wrong or not allowed to do this. */
  | 'unauthorised'
  /** No such model or address. */
  | 'not-found'
  /** Too many requests, or too many tokens, in a while. */
  | 'rate-limit'
  /** The account has nothing left. */
  | 'quota'
  /** The service failed. */
  | 'server'
  /** The service cannot be reached, or the connection broke. */
  | 'connection'
  /** The answer took too long. */
  | 'timeout'
  /** The answer is not what the protocol says. */
  | 'malformed'
  /** The answer is larger than allowed. */
  | 'too-large';

const retryableKinds: readonly ProviderErrorKind[] = ['rate-limit', 'server', 'connection', 'timeout'];

/** Details of a {@link ProviderError}. */
export interface ProviderErrorDetails extends FmErrorDetails {
  readonly kind: ProviderErrorKind;
  /** HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** Milliseconds the service asks to wait before another try. */
  readonly retryAfter?: number | undefined;
  /** Whether another try may succeed. @default what `kind` says */
  readonly isRetryable?: boolean | undefined;
}

/**
 * A hosted model did not answer as it should. Look at `kind`; keys and other secrets never appear in it.
 *
 * @example
 * ```ts
 * import { ProviderError } from '@fm/prompt';
 *
 * const error = new ProviderError('The service is busy', { kind: 'rate-limit', status: 429, retryAfter: 2000 });
 * error.isRetryable; // => true
 * ```
 */
export class ProviderError extends FmError {
  declare readonly code: 'FM_PROVIDER';
  readonly kind: ProviderErrorKind;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  readonly isRetryable: boolean;

  constructor(summary: string, { kind, status, retryAfter, isRetryable, ...details }: ProviderErrorDetails) {
    super('FM_PROVIDER', summary, details);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
    this.isRetryable = isRetryable ?? retryableKinds.includes(kind);
  }

  /** Whether `error` is a {@link ProviderError} of any copy of this package. */
  static override is(error: unknown): error is ProviderError {
    return FmError.is(error) && error.code === 'FM_PROVIDER';
  }
}
