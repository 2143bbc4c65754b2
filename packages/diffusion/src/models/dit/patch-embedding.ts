import {
  add,
  constant,
  Conv2d,
  type Dim,
  hostTensor,
  Module,
  reshape,
  type Tensor,
  transpose,
} from '@fm/core';

/** What a {@link PatchEmbedding} cuts, and how wide its vectors are. */
export interface PatchEmbeddingOptions {
  readonly channels: number;
  readonly width: number;
  readonly patchSize: number;
  /** Patches along one side of the image. */
  readonly patches: number;
}

/** Cuts images into patches, turns each into a vector and adds fixed sines and cosines of its place. */
export class PatchEmbedding extends Module {
  readonly proj: Conv2d;
  readonly #positions: Float32Array;
  readonly #options: PatchEmbeddingOptions;

  constructor(options: PatchEmbeddingOptions) {
    super();
    const { channels, width, patchSize, patches } = options;
    this.proj = new Conv2d(channels, width, patchSize, { stride: patchSize });
    this.#positions = positionWaves(patches, width);
    this.#options = options;
  }

  /** `[batch, channels, height, width]` → `[batch, patches², width]`, row by row. */
  forward(images: Tensor): Tensor {
    const { width, patches } = this.#options;
    const projected = this.proj.forward(images); // [batch, width, patches, patches]
    const sequence = transpose(
      reshape(projected, [images.shape[0] as Dim, width, patches * patches]),
      [0, 2, 1],
    );
    return add(sequence, constant(hostTensor('f32', this.#positions, [patches * patches, width])));
  }
}

/** `[patches², width]`: a quarter each of sines and cosines of the column, then of the row. */
function positionWaves(patches: number, width: number): Float32Array {
  const quarter = width / 4;
  const waves = new Float32Array(patches * patches * width);
  for (let row = 0; row < patches; row++) {
    for (let column = 0; column < patches; column++) {
      const start = (row * patches + column) * width;
      for (const [half, place] of [column, row].entries()) {
        for (let i = 0; i < quarter; i++) {
          const angle = place * 10_000 ** (-i / quarter);
          waves[start + 2 * half * quarter + i] = Math.sin(angle);
          waves[start + (2 * half + 1) * quarter + i] = Math.cos(angle);
        }
      }
    }
  }
  return waves;
}
