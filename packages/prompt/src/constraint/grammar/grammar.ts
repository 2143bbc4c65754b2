import type { Term } from './term.ts';

/** What a text may be: made by {@link choice}, {@link regex} or {@link jsonSchema}; independent of any tokenizer. */
export interface Grammar {
  /** For messages. */
  readonly name: string;
  readonly root: Term;
}
