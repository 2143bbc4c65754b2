import { ArgumentError, type Executable } from '@fm/core';

/** Compiled programs by signature; the least recently used is released when there are more than `size`. */
export class ProgramCache<T extends { readonly executable: Executable }> implements AsyncDisposable {
  readonly #size: number;
  readonly #programs = new Map<string, Promise<T>>();

  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1) {
      throw new ArgumentError('cacheSize is out of range', {
        expected: 'a positive integer',
        received: `${size}`,
      });
    }
    this.#size = size;
  }

  async get(signature: string, compile: () => Promise<T>): Promise<T> {
    const program = this.#programs.get(signature) ?? compile();
    this.#programs.delete(signature);
    this.#programs.set(signature, program);
    try {
      await program;
    } catch (error) {
      this.#programs.delete(signature);
      throw error;
    }
    const [oldest] = this.#programs.keys();
    if (this.#programs.size > this.#size && oldest !== undefined) await this.#release(oldest);
    return program;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const signature of this.#programs.keys()) await this.#release(signature);
  }

  async #release(signature: string): Promise<void> {
    const program = this.#programs.get(signature);
    this.#programs.delete(signature);
    await (await program)?.executable[Symbol.asyncDispose]();
  }
}
