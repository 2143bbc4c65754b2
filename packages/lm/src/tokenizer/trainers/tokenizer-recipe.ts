import type { AddedToken } from '../added-tokens/added-token.ts';
import type { StreamDecoder } from '../decoders/token-writer.ts';
import type { Normalizer, PreTokenizer } from '../pipeline/stage.ts';
import type { PostProcessor } from '../post-processors/post-processor.ts';
import type { Saved } from '../text-tokenizer.ts';
import type { ModelTrainer } from './model-trainer.ts';

/** What a tokenizer is made of before its model has been learned. */
export interface TokenizerRecipe {
  /** Learns the model. */
  readonly model: ModelTrainer;
  /** @default none: text stays as it is */
  readonly normalizer?: Saved<Normalizer> | undefined;
  /** Cuts texts into the words that the model learns from. @default none: each text is one word */
  readonly preTokenizer?: Saved<PreTokenizer> | undefined;
  /** @default none: no control tokens are added */
  readonly postProcessor?: PostProcessor | undefined;
  /** @default none: tokens are joined by spaces */
  readonly decoder?: StreamDecoder | undefined;
  /** Control tokens; they get the first ids, in this order. @default none */
  readonly specialTokens?: readonly (string | AddedToken)[];
  /** The special token that ends a text. @default `<|endoftext|>` where it is special */
  readonly endOfText?: string | undefined;
}
