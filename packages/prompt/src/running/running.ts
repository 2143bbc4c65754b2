/** Work that yields pieces and ends with a result. Iterate for the pieces, await `result` for the whole. */
export interface Running<Piece, Result> extends AsyncIterable<Piece> {
  /** Settles when the work ends; starts it if nobody iterates. */
  readonly result: Promise<Result>;
}

/** How to run work as {@link running}. */
export interface RunningOptions<Piece, Result> {
  /** Does the work. The signal is aborted by the caller's signal and when a consumer breaks out of its loop. */
  readonly run: (signal: AbortSignal) => AsyncGenerator<Piece, Result, undefined>;
  /** The result when a consumer broke out of its loop. */
  readonly cancelled: (pieces: readonly Piece[]) => Result;
  /** The caller's signal: when it is aborted, the work rejects with its reason, even if `run` does not listen. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes an async generator iterable by several consumers and awaitable. Nothing runs before somebody asks; every
 * consumer sees every piece.
 */
export function running<Piece, Result>(options: RunningOptions<Piece, Result>): Running<Piece, Result> {
  return new Run(options);
}

class Run<Piece, Result> implements Running<Piece, Result> {
  readonly #options: RunningOptions<Piece, Result>;
  readonly #cancel = new AbortController();
  readonly #pieces: Piece[] = [];
  #source: AsyncGenerator<Piece, Result, undefined> | undefined;
  #pending: Promise<boolean> | undefined;
  #end: { readonly result: Result } | undefined;
  #failure: { readonly error: unknown } | undefined;
  #result: Promise<Result> | undefined;

  constructor(options: RunningOptions<Piece, Result>) {
    this.#options = options;
  }

  get result(): Promise<Result> {
    this.#result ??= this.#drain();
    return this.#result;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Piece, void, undefined> {
    let finished = false;
    try {
      for (let i = 0; i < this.#pieces.length || (await this.#advance()); i++) yield this.#pieces[i] as Piece;
      finished = true;
    } finally {
      // Reached on `break` too: then nobody wants the rest.
      if (!finished) await this.#stop();
    }
  }

  async #drain(): Promise<Result> {
    while (await this.#advance());
    return (this.#end as { readonly result: Result }).result;
  }

  /** Waits for one more piece; false when there are no more. All who wait at a time wait for the same piece. */
  #advance(): Promise<boolean> {
    this.#pending ??= this.#next().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #next(): Promise<boolean> {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#end !== undefined) return false;
    const { run, signal: outer, cancelled } = this.#options;
    const inner = this.#cancel.signal;
    if (inner.aborted) {
      // Nothing is on its way: the work stands at a `yield`, and can put its things away.
      await this.#source?.return(undefined as never);
      return this.#finish(cancelled(this.#pieces));
    }
    try {
      outer?.throwIfAborted();
      this.#source ??= run(outer === undefined ? inner : AbortSignal.any([outer, inner]));
      const { done, value } = await untilAborted(this.#source.next(), [outer, inner]);
      if (done) return this.#finish(value);
      this.#pieces.push(value);
      return true;
    } catch (error) {
      // A generator that waits for something that never comes would keep `return` waiting too.
      void this.#source?.return(undefined as never).catch(() => {});
      if (inner.aborted && outer?.aborted !== true) return this.#finish(cancelled(this.#pieces));
      this.#failure = { error };
      this.#cancel.abort();
      throw error;
    }
  }

  #finish(result: Result): false {
    this.#end = { result };
    return false;
  }

  async #stop(): Promise<void> {
    if (this.#end !== undefined || this.#cancel.signal.aborted) return;
    this.#cancel.abort();
    // Lets the work put its things away. Whoever awaits the result learns of an error there.
    await this.#advance().catch(() => {});
  }
}

/**
 * A promise, or the reason of the first aborted signal, whichever comes first.
 *
 * @throws the signal's reason
 */
export async function untilAborted<T>(
  promise: Promise<T>,
  signals: readonly (AbortSignal | undefined)[],
): Promise<T> {
  const { promise: aborted, reject } = promiseWithReject();
  const stops = signals.map((signal) => {
    const stop = (): void => reject(signal?.reason);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
    return () => signal?.removeEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    for (const stop of stops) stop();
  }
}

function promiseWithReject(): {
  readonly promise: Promise<never>;
  readonly reject: (reason: unknown) => void;
} {
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<never>((_, no) => {
    reject = no;
  });
  // The race may be over before the signal: an abort after it is nobody's business.
  promise.catch(() => {});
  return { promise, reject };
}
