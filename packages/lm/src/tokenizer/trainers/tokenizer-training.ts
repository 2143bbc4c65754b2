import { ArgumentError, type ProgressEvent } from '@fm/core';

/**
 * A tokenizer in the making: iterate once for its progress, await `result` for the tokenizer. Breaking out of the loop
 * ends it, and so does the `AbortSignal`; `result` then fails.
 */
export interface TokenizerTraining<T> extends AsyncIterable<ProgressEvent> {
  /** The tokenizer; starts the training if nobody iterates. */
  readonly result: Promise<T>;
}

/** A training over a source of events, which runs only as fast as somebody takes them. */
export function tokenizerTraining<T>(source: AsyncGenerator<ProgressEvent, T>): TokenizerTraining<T> {
  let settle: { readonly resolve: (value: T) => void; readonly reject: (error: unknown) => void };
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever iterates sees the error there; awaiting the result as well is a choice.
  promise.catch(() => {});
  let isTaken = false;

  async function* events(): AsyncGenerator<ProgressEvent, void> {
    try {
      for (;;) {
        const next = await source.next();
        if (next.done === true) return settle.resolve(next.value);
        yield next.value;
      }
    } catch (error) {
      settle.reject(error);
      throw error;
    } finally {
      // Reached on `break` too; after an end or an error this changes nothing.
      settle.reject(new DOMException('The training of the tokenizer was left before its end', 'AbortError'));
      await source.return(undefined as never);
    }
  }
  async function drain(): Promise<void> {
    for await (const _ of events());
  }
  return {
    [Symbol.asyncIterator]() {
      if (isTaken) {
        throw new ArgumentError('The training of a tokenizer can be iterated once', {
          hint: 'Call trainTokenizer() again for another one.',
        });
      }
      isTaken = true;
      return events();
    },
    get result() {
      if (!isTaken) {
        isTaken = true;
        drain().catch(() => {});
      }
      return promise;
    },
  };
}
