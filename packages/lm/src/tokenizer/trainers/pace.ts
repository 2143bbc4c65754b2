/** Milliseconds between two breaks of long work. */
const interval = 50;

/** Lets long synchronous work take breaks, in which timers run and an abort is noticed. */
export class Pace {
  readonly #signal: AbortSignal | undefined;
  #last = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.throwIfAborted();
  }

  /** Whether it is time for a break. */
  get isDue(): boolean {
    return performance.now() - this.#last >= interval;
  }

  /**
   * Takes a break.
   *
   * @throws the signal's reason when it is aborted
   */
  async rest(): Promise<void> {
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    this.#signal?.throwIfAborted();
    this.#last = performance.now();
  }
}
