/** A solved case of a task. */
export interface Example<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

/** An example as texts, as files and data sets have them. */
export type TextExample = Example<string, string>;
