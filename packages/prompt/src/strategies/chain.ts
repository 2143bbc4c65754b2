import type { ChatUsage } from '@fm/core';

/** What a step gets beside its input. */
export interface StepContext {
  readonly signal: AbortSignal;
  /** Adds what an answer cost; programs under evaluation hand theirs on. */
  count(usage: ChatUsage): void;
}

/** What a chain came to. */
export interface ChainResult<Output> {
  readonly output: Output;
  /** The output of every step, in order. */
  readonly steps: readonly { readonly name: string; readonly output: unknown }[];
}

/** Steps, each of which takes what the one before gave. */
export interface Chain<Input, Output> {
  /** A chain with one more step. */
  step<Next>(
    name: string,
    run: (value: Output, context: StepContext) => Next | Promise<Next>,
  ): Chain<Input, Next>;
  /** Runs all steps; an error ends it. */
  run(input: Input, context?: Partial<StepContext>): Promise<ChainResult<Output>>;
}

interface AnyStep {
  readonly name: string;
  readonly run: (value: never, context: StepContext) => unknown;
}

/**
 * A chain that begins with one step; add more with `step`. Types follow from step to step.
 *
 * @example
 * ```ts
 * import { chain } from '@fm/prompt';
 *
 * const shout = chain('words', (text: string) => text.split(' '))
 *   .step('count', (words) => words.length)
 *   .step('say', (count) => `${count} words!`);
 * (await shout.run('to be or not')).output; // => '4 words!'
 * ```
 */
export function chain<Input, Output>(
  name: string,
  run: (input: Input, context: StepContext) => Output | Promise<Output>,
): Chain<Input, Output> {
  return chainOf([{ name, run }]);
}

function chainOf<Input, Output>(all: readonly AnyStep[]): Chain<Input, Output> {
  return Object.freeze({
    step: <Next>(name: string, run: (value: Output, context: StepContext) => Next | Promise<Next>) =>
      chainOf<Input, Next>([...all, { name, run }]),
    async run(
      input: Input,
      { signal = new AbortController().signal, count = () => {} }: Partial<StepContext> = {},
    ) {
      let output: unknown = input;
      const steps: { name: string; output: unknown }[] = [];
      for (const { name, run } of all) {
        signal.throwIfAborted();
        output = await run(output as never, { signal, count });
        steps.push({ name, output });
      }
      return { output: output as Output, steps };
    },
  });
}
