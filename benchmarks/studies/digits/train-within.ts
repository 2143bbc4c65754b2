import type { Backend, Dataset, HostTensor, Model, Objective, Optimizer } from '@fm/core';
import { averagedParameters, parametersOf, train } from '@fm/train';

/** How long to train: so many steps, or as many as fit into so many minutes on this machine as it is now. */
export type Budget = { readonly steps: number } | { readonly minutes: number };

/** What {@link trainWithin} is given. */
export interface TrainWithinOptions<M extends Model> {
  readonly name: string;
  readonly model: M;
  readonly objective: Objective<M>;
  /** The optimizer for a run of so many steps. */
  readonly optimizer: (steps: number) => Optimizer;
  readonly data: Dataset;
  readonly backend: Backend;
  readonly budget: Budget;
  /** Whether the optimizer keeps moving averages, which are then the result. @default false */
  readonly averaged?: boolean;
  /** Takes lines that say how it goes. */
  readonly log: (line: string) => void;
}

/** A finished training. */
export interface Trained {
  readonly parameters: Readonly<Record<string, HostTensor>>;
  /** `[step, loss]`. */
  readonly losses: readonly (readonly [number, number])[];
  readonly steps: number;
  /** Time of all steps but the first, which also compiles. */
  readonly seconds: number;
}

const probeSteps = 12;

/** Trains a model. */
export async function trainWithin<M extends Model>(options: TrainWithinOptions<M>): Promise<Trained> {
  const steps = await stepsIn(options);
  const { name, averaged = false, log } = options;
  const losses: (readonly [number, number])[] = [];
  let seconds = 0;
  const run = train({ ...options, optimizer: options.optimizer(steps), steps });
  for await (const event of run) {
    if (event.type !== 'step') continue;
    losses.push([event.step, event.loss]);
    if (event.step > 1) seconds += event.seconds;
    if (event.step % Math.ceil(steps / 8) === 0)
      log(`  ${name}: step ${event.step} of ${steps}, loss ${recent(losses).toFixed(4)}`);
  }
  const { state } = await run.result;
  log(`  ${name}: ${steps} steps in ${seconds.toFixed(0)} s`);
  const tensors = averaged ? averagedParameters(state) : parametersOf(state);
  const entries = Object.entries(tensors).map(async ([key, tensor]) => {
    const { dtype, data, shape } = await tensor.read();
    return [key, { dtype, data: data.slice(), shape } as HostTensor] as const;
  });
  return { parameters: Object.fromEntries(await Promise.all(entries)), losses, steps, seconds };
}

async function stepsIn<M extends Model>(options: TrainWithinOptions<M>): Promise<number> {
  const { budget } = options;
  if ('steps' in budget) return budget.steps;
  const run = train({ ...options, optimizer: options.optimizer(100), steps: probeSteps });
  const seconds: number[] = [];
  for await (const event of run) if (event.type === 'step') seconds.push(event.seconds);
  const sorted = seconds.slice(2).sort((a, b) => a - b);
  return Math.ceil((budget.minutes * 60) / (sorted[sorted.length >> 1] as number));
}

/** Mean of the last losses. */
function recent(losses: readonly (readonly [number, number])[]): number {
  const last = losses.slice(-50);
  return last.reduce((sum, [, loss]) => sum + loss, 0) / last.length;
}
