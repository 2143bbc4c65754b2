import type { RenderedText } from '../rendered/rendered-text.ts';

/** The words around the examples of a task's text form. */
export interface TaskLayout {
  /** What to do; empty for no instruction. */
  readonly instruction: string;
  /** Before each input. */
  readonly inputPrefix: string;
  /** Before each answer, on a line of its own; a space follows. */
  readonly outputPrefix: string;
  /** Between instruction, examples and question. */
  readonly separator: string;
}

/** An example as it is shown. */
export interface ShownExample {
  readonly input: RenderedText;
  readonly output: RenderedText;
}
