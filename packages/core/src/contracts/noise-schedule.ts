/**
 * A fixed forward process: `x(t) = alpha(t)·x0 + sigma(t)·noise`. A frozen value; one schedule may serve many runs.
 */
export interface NoiseSchedule {
  /** Name for messages, for example `scaled-linear`. */
  readonly name: string;
  /** Number of discrete training timesteps, or `undefined` for a continuous schedule. */
  readonly trainingSteps: number | undefined;
  /** Signal coefficient at time `t`: a timestep of a discrete schedule, otherwise a number in [0, 1]. */
  alpha(t: number): number;
  /** Noise coefficient at time `t`. */
  sigma(t: number): number;
}
