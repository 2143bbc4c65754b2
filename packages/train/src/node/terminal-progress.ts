import type { ProgressEvent } from '@fm/core';
import { SingleBar } from 'cli-progress';
import { formatCount, formatDuration, formatRate, formatValue } from './format-quantity.ts';
import type { TrainEvent } from '../trainer/train-event.ts';

/** Options of {@link terminalProgress}. */
export interface TerminalProgressOptions {
  /** Where to draw. @default standard error */
  readonly stream?: NodeJS.WritableStream;
  /** Where the stream is no terminal, a line is written this often, in seconds. @default 10 */
  readonly every?: number;
}

/** Shows events in a terminal; dispose it to take the bar away if the work is left early. */
export interface TerminalProgress extends Disposable {
  /** Shows one event of training or of other long work. */
  show(event: TrainEvent | ProgressEvent): void;
}

/** Share of the newest step in the moving average of time per step. */
const smoothing = 0.1;

/**
 * A progress line in the terminal: a bar with loss, throughput and time left; the plan before it, evaluations,
 * checkpoints and warnings above it.
 *
 * @example
 * ```ts
 * import { PassThrough } from 'node:stream';
 * import { terminalProgress } from '@fm/train/node';
 *
 * const stream = new PassThrough(); // by default process.stderr
 * {
 *   using progress = terminalProgress({ stream });
 *   for (const completed of [1, 2]) progress.show({ type: 'progress', task: 'tokenise', completed, total: 2, unit: 'files' });
 * }
 * stream.read() !== null; // => true
 * ```
 */
export function terminalProgress({
  stream = process.stderr,
  every = 10,
}: TerminalProgressOptions = {}): TerminalProgress {
  return new Progress(stream, every);
}

class Progress implements TerminalProgress {
  readonly #stream: NodeJS.WritableStream;
  readonly #every: number;
  #bar: SingleBar | undefined;
  #title = '';
  #total = 0;
  #secondsPerStep: number | undefined;
  #stepsShown = 0;
  #started = 0;

  constructor(stream: NodeJS.WritableStream, every: number) {
    this.#stream = stream;
    this.#every = every;
  }

  show(event: TrainEvent | ProgressEvent): void {
    switch (event.type) {
      case 'plan': {
        const { parameters, trainable, flops, memory, steps, resumedAt, unit, unitsPerStep } = event;
        const frozen = trainable === parameters ? '' : `, ${formatCount(trainable)} of them trainable`;
        this.#line(
          `${formatCount(parameters)} parameters${frozen}; ${steps} steps of ${formatCount(unitsPerStep)} ${unit}, ${formatCount(flops)}FLOP each; about ${formatCount(memory.total)}B of memory`,
        );
        if (resumedAt > 0) this.#line(`continues after step ${resumedAt}`);
        this.#start('train', steps, resumedAt);
        break;
      }
      case 'step': {
        // The first step compiles as well and says nothing about the others.
        const average = this.#stepsShown++ < 2 ? undefined : this.#secondsPerStep;
        this.#secondsPerStep = smooth(average, event.seconds);
        const rate = `${formatRate(event.unitsPerSecond)} ${event.unit}/s`;
        const left = `${formatDuration((event.steps - event.step) * this.#secondsPerStep)} left`;
        this.#update(event.step, `loss ${formatValue(event.loss)} · ${rate} · ${left}`);
        break;
      }
      case 'evaluation':
        this.#line(
          `step ${event.step}: validation loss ${formatValue(event.loss)}${event.isBest ? ' (best so far)' : ''}`,
        );
        break;
      case 'checkpoint':
        break;
      case 'warning':
        this.#line(`warning: ${event.message}`);
        break;
      case 'end':
        this.#stop();
        this.#line(`${event.reason} after ${event.step} steps, ${formatDuration(event.seconds)}`);
        break;
      case 'progress': {
        if (this.#bar === undefined || this.#title !== event.task)
          this.#start(event.task, event.total ?? 0, 0);
        const perUnit = (performance.now() - this.#started) / 1000 / Math.max(1, event.completed);
        const left =
          event.total === undefined
            ? []
            : [`${formatDuration((event.total - event.completed) * perUnit)} left`];
        const values = Object.entries(event.values ?? {}).map(
          ([name, value]) => `${name} ${formatValue(value)}`,
        );
        this.#update(
          event.completed,
          [`${formatCount(event.completed)} ${event.unit}`, ...values, ...left].join(' · '),
        );
        if (event.completed === event.total) this.#stop();
      }
    }
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  #start(title: string, total: number, value: number): void {
    this.#stop();
    this.#title = title;
    this.#total = total;
    this.#started = performance.now();
    this.#bar = new SingleBar({
      stream: this.#stream,
      format: '{title} {bar} {percentage}% · {details}',
      barCompleteChar: '━',
      barIncompleteChar: '─',
      barsize: 20,
      fps: 10,
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 1000 * this.#every,
      // An interrupt belongs to the AbortSignal of whoever runs the training.
      gracefulExit: false,
      linewrap: null,
    });
    this.#bar.start(Math.max(1, total), value, { title, details: '…' });
  }

  #update(value: number, details: string): void {
    if (this.#total === 0) this.#bar?.setTotal(Math.max(1, value));
    this.#bar?.update(value, { details });
  }

  /** A line above the bar. */
  #line(text: string): void {
    const isTerminal = (this.#stream as NodeJS.WriteStream).isTTY === true;
    // The bar stands on the current line: clear it; the next redraw puts it below. The bar goes back to the place that
    // was saved when it started, so that place moves as well.
    this.#stream.write(this.#bar !== undefined && isTerminal ? `\r\u001B[K${text}\n\u001B7` : `${text}\n`);
  }

  #stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}

function smooth(average: number | undefined, value: number): number {
  return average === undefined ? value : average + smoothing * (value - average);
}
