/**
 * A correction of label scores. It learns what it needs for one call of `classify`, and then changes one row of scores at a
 * time; probabilities are the softmax of what it gives.
 */
export interface Calibration<Input = never> {
  /** For messages. */
  readonly name: string;
  /** The correction for these inputs. */
  fit(context: CalibrationContext<Input>): Promise<Correction>;
}

/** Scores of one input by label, in nats, to corrected ones. */
export type Correction = (scores: readonly number[]) => readonly number[];

/** What a calibration may learn from. */
export interface CalibrationContext<Input> {
  readonly labels: readonly string[];
  /** Scores of the inputs that are being classified, `[inputs][labels]`. */
  readonly scores: readonly (readonly number[])[];
  /** Scores of other inputs, `[inputs][labels]`. */
  scoreInputs(inputs: readonly Input[]): Promise<readonly (readonly number[])[]>;
  /** Scores of the labels after a text that says nothing of any input. */
  scorePrefix(prefix: string): Promise<readonly number[]>;
}
