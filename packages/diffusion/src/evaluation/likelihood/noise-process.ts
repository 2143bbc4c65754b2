import { ArgumentError, type PredictionKind } from '@fm/core';
import { sigmaTable, timestepOfSigma } from '../../grids/sigma-table.ts';
import type { DiscreteSchedule } from '../../schedules/discrete-schedule.ts';

/** The forward process a network was trained on. */
export type TrainedProcess =
  | { readonly schedule: DiscreteSchedule }
  | {
      readonly flow: {
        /** The network sees `timeScale · sigma`. @default 1000 */
        readonly timeScale?: number;
      };
    }
  | {
      readonly edm: {
        /** Standard deviation of the data. @default 0.5 */
        readonly sigmaData?: number;
      };
    };

/**
 * A network at one noise level, in terms of `y = x0 + sigma·noise`: it sees `inputScale·y` at `time`, and its answer `F`
 * gives the data as `skip·y + gain·F`.
 */
export interface NetworkScaling {
  readonly time: number;
  readonly inputScale: number;
  readonly skip: number;
  readonly gain: number;
}

/** A process as a function of the noise level, and the noise levels it was trained on. */
export interface NoiseProcess {
  readonly range: readonly [number, number];
  at(sigma: number): NetworkScaling;
}

/** @throws {ArgumentError} when networks of this prediction are not trained on this process */
export function noiseProcess(process: TrainedProcess, prediction: PredictionKind): NoiseProcess {
  if ('flow' in process) return requirePrediction(prediction, ['flow']) ?? flowProcess(process.flow);
  if ('edm' in process) return requirePrediction(prediction, ['edm']) ?? edmProcess(process.edm);
  return (
    requirePrediction(prediction, ['epsilon', 'sample', 'velocity']) ??
    discreteProcess(process.schedule, prediction)
  );
}

function requirePrediction(prediction: PredictionKind, known: readonly PredictionKind[]): undefined {
  if (known.includes(prediction)) return undefined;
  throw new ArgumentError('The prediction does not belong to this process', {
    expected: known.join(', '),
    received: prediction,
  });
}

function flowProcess({ timeScale = 1000 }: { readonly timeScale?: number }): NoiseProcess {
  return {
    range: [1e-3, 999],
    at(sigma) {
      const share = sigma / (1 + sigma); // of the noise in (1 − share)·x0 + share·noise
      return { time: timeScale * share, inputScale: 1 - share, skip: 1 - share, gain: -share };
    },
  };
}

function edmProcess({ sigmaData = 0.5 }: { readonly sigmaData?: number }): NoiseProcess {
  return {
    range: [0.002, 80],
    at(sigma) {
      const norm = Math.hypot(sigma, sigmaData);
      return {
        time: Math.log(sigma) / 4,
        inputScale: 1 / norm,
        skip: (sigmaData / norm) ** 2,
        gain: (sigma * sigmaData) / norm,
      };
    },
  };
}

function discreteProcess(schedule: DiscreteSchedule, prediction: PredictionKind): NoiseProcess {
  const sigmas = sigmaTable(schedule).filter(Number.isFinite); // zero terminal SNR ends beyond all noise levels
  const logs = sigmas.map(Math.log);
  return {
    range: [sigmas[0] as number, sigmas.at(-1) as number],
    at(sigma) {
      const alpha = 1 / Math.hypot(1, sigma);
      const [skip, gain] =
        prediction === 'epsilon'
          ? [1, -sigma]
          : prediction === 'sample'
            ? [0, 1]
            : [alpha ** 2, -alpha * sigma];
      return { time: timestepOfSigma(logs, sigma), inputScale: alpha, skip, gain };
    },
  };
}
