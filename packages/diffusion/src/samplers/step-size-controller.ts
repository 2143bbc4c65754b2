/** Gains of a `nextStepSize`: proportional, integral, derivative. */
export interface PidGains {
  /** @default 0 */
  readonly proportional?: number;
  /** @default 1 */
  readonly integral?: number;
  /** @default 0 */
  readonly derivative?: number;
}

/** What `nextStepSize` decides by. */
export interface StepSizeInput {
  readonly step: number;
  /** Error of the step that was tried, in units of the tolerance. */
  readonly error: number;
  /** Inverse errors of the last two accepted steps, the newest first; empty at the start. */
  readonly inverses: readonly number[];
  /** Order that errors fall with. */
  readonly order: number;
  /** A step is accepted when the next one need not be shorter than this share of it. */
  readonly acceptSafety: number;
  readonly gains: PidGains;
}

/** What `nextStepSize` decides. */
export interface StepSizeDecision {
  readonly accepted: boolean;
  readonly step: number;
  readonly inverses: readonly number[];
}

/**
 * The next step size from the errors of the last three steps: `h' = h·limit(e₁^-b₁·e₂^-b₂·e₃^-b₃)`, where `limit`
 * keeps the factor between 0.2 and 2.6.
 *
 * @see Söderlind 2003, "Digital filters in adaptive time-stepping", section 4
 */
export function nextStepSize(input: StepSizeInput): StepSizeDecision {
  const { step, error, inverses, order, acceptSafety, gains } = input;
  const { proportional = 0, integral = 1, derivative = 0 } = gains;
  const inverse = 1 / (error + 1e-8);
  const [last = inverse, before = inverse] = inverses;
  const factor =
    inverse ** ((proportional + integral + derivative) / order) *
    last ** (-(proportional + 2 * derivative) / order) *
    before ** (derivative / order);
  const limited = 1 + Math.atan(factor - 1);
  const accepted = limited >= acceptSafety;
  return { accepted, step: step * limited, inverses: accepted ? [inverse, last] : [last, before] };
}
