import { add, Embedding, Module, normalInitializer, type Tensor } from '@fm/core';
import { TimestepEmbedding } from '../timestep-embedding.ts';

/** Table of class vectors; the last row stands for "no class". */
class ClassEmbedder extends Module {
  readonly embedding_table: Embedding;

  constructor(classes: number, width: number) {
    super();
    this.embedding_table = new Embedding(classes + 1, width, { initializer: normalInitializer(0.02) });
  }
}

/** One vector from the time and the class of a sample. */
export class Conditioning extends Module {
  readonly timestep_embedder: TimestepEmbedding;
  readonly class_embedder: ClassEmbedder;

  constructor(classes: number, width: number) {
    super();
    this.timestep_embedder = new TimestepEmbedding({ width: 256, first: 'cos', frequencyShift: 1 }, width);
    this.class_embedder = new ClassEmbedder(classes, width);
  }

  /** `[batch]` and `[batch]` → `[batch, width]`. */
  forward(time: Tensor, classLabels: Tensor): Tensor {
    return add(
      this.timestep_embedder.forward(time),
      this.class_embedder.embedding_table.forward(classLabels),
    );
  }
}
