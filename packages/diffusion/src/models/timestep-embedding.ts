import { Linear, Module, silu, sinusoidalEmbedding, type Tensor } from '@fm/core';

/** How times become waves before they reach a {@link TimestepEmbedding}. */
export interface TimestepFrequencies {
  /** Number of sines and cosines together. */
  readonly width: number;
  readonly first: 'sin' | 'cos';
  readonly frequencyShift: number;
}

/** Sines and cosines of times, then two layers: `linear_2(silu(linear_1(waves(t))))`. */
export class TimestepEmbedding extends Module {
  readonly linear_1: Linear;
  readonly linear_2: Linear;
  readonly #frequencies: TimestepFrequencies;

  constructor(frequencies: TimestepFrequencies, width: number) {
    super();
    this.linear_1 = new Linear(frequencies.width, width);
    this.linear_2 = new Linear(width, width);
    this.#frequencies = frequencies;
  }

  /** `[batch]` → `[batch, width]`. */
  forward(time: Tensor): Tensor {
    const { width, ...frequencies } = this.#frequencies;
    const waves = sinusoidalEmbedding(time, width, frequencies); // [batch, frequencies]
    return this.linear_2.forward(silu(this.linear_1.forward(waves)));
  }
}
