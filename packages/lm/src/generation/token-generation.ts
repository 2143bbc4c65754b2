import type { GeneratedToken, Generation, GenerationResult } from '@fm/core';
import type { FinishReason } from './generate-tokens.ts';

/** A generation over a source of tokens: runs only as far as somebody asks, and can be iterated and awaited. */
export class TokenGeneration implements Generation {
  readonly #source: AsyncGenerator<GeneratedToken, FinishReason, undefined>;
  readonly #promptTokens: number;
  readonly #tokens: GeneratedToken[] = [];
  #pending: Promise<boolean> | undefined;
  #finishReason: FinishReason | undefined;
  #result: Promise<GenerationResult> | undefined;

  constructor(source: AsyncGenerator<GeneratedToken, FinishReason, undefined>, promptTokens: number) {
    this.#source = source;
    this.#promptTokens = promptTokens;
  }

  get result(): Promise<GenerationResult> {
    this.#result ??= this.#drain();
    return this.#result;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<GeneratedToken, void, undefined> {
    try {
      for (let i = 0; i < this.#tokens.length || (await this.#advance()); i++)
        yield this.#tokens[i] as GeneratedToken;
    } finally {
      // Reached on `break` too: then nobody wants the rest.
      await this.#source.return('cancelled');
    }
  }

  /** Waits for one more token; false when there are no more. All who wait at a time wait for the same token. */
  #advance(): Promise<boolean> {
    // A failure stays: everybody who asks later learns of it too.
    this.#pending ??= this.#next().then((isToken) => {
      this.#pending = undefined;
      return isToken;
    });
    return this.#pending;
  }

  async #next(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done) this.#finishReason ??= value ?? 'cancelled';
    else this.#tokens.push(value);
    return !done;
  }

  async #drain(): Promise<GenerationResult> {
    while (await this.#advance());
    return {
      text: this.#tokens.map(({ text }) => text).join(''),
      tokens: this.#tokens.map(({ id }) => id),
      logProbs: this.#tokens.map(({ logProb }) => logProb),
      finishReason: this.#finishReason as FinishReason,
      promptTokens: this.#promptTokens,
    };
  }
}
