import type { DeviceTensor } from '@fm/core';
import { metricKey } from './trace-step.ts';

/** What a step measured. */
export interface StepMetrics {
  /** Mean loss over everything that counted, before the update. */
  readonly loss: number;
  /** How much counted: tokens, images. */
  readonly weight: number;
  /** Euclidean norm of the whole gradient, before clipping. */
  readonly gradientNorm: number;
  /** Euclidean norm of the change of all parameters. */
  readonly updateNorm: number;
  /** Learning rate in force, where the optimizer has one. */
  readonly learningRate: number | undefined;
  /** What the objective and the optimizer report besides. */
  readonly values: Readonly<Record<string, number>>;
}

/** Scalars that a program of the step put out, by output name. */
export type StepReports = Readonly<Record<string, number>>;

/** Whether an output is a scalar to report, rather than part of the state. */
export function isReport(name: string): boolean {
  return ['loss', 'weight', 'gradientNorm', 'updateNorm'].includes(name) || name.startsWith(metricKey(''));
}

/** Reads what a program reports. */
export async function readReports(outputs: Readonly<Record<string, DeviceTensor>>): Promise<StepReports> {
  const values = Object.entries(outputs)
    .filter(([name]) => isReport(name))
    .map(async ([name, tensor]) => [name, Number((await tensor.read()).data[0])] as const);
  return Object.fromEntries(await Promise.all(values));
}

/** Means of what micro-batches report, each weighed by how much counted in it. */
export function averageReports(parts: readonly StepReports[]): StepReports {
  const weight = parts.reduce((sum, part) => sum + (part.weight as number), 0);
  const mean = (name: string): number =>
    parts.reduce((sum, part) => sum + (part[name] as number) * (part.weight as number), 0) / weight;
  return { ...Object.fromEntries(Object.keys(parts[0] ?? {}).map((name) => [name, mean(name)])), weight };
}

/** A step's reports as its metrics. */
export function metricsOf(reports: StepReports, learningRate: number | undefined): StepMetrics {
  const { loss, weight, gradientNorm, updateNorm, ...rest } = reports as StepMetrics & StepReports;
  const values = Object.entries(rest).map(([name, value]) => [name.slice(metricKey('').length), value]);
  return {
    loss,
    weight,
    gradientNorm,
    updateNorm,
    learningRate,
    values: Object.fromEntries(values) as StepReports,
  };
}
