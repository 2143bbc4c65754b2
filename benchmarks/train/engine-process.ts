import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

import type { EngineAnswer, EngineRequest } from './engines/engine.ts';

/** How to start an engine. */
export interface EngineSpec {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly threads: number;
  /** Whether the benchmark goes on where the engine does not start. */
  readonly optional: boolean;
}

/** Losses and times of some steps. */
export type StepsAnswer = Extract<EngineAnswer, { event: 'step' }>;

/** A running engine: its child process and the one request in flight. */
export class EngineProcess {
  readonly spec: EngineSpec;
  readonly #child: ChildProcessWithoutNullStreams;
  #stderr = '';
  #waiting: ((answer: EngineAnswer) => void) | undefined;
  #ended: string | undefined;

  constructor(spec: EngineSpec) {
    this.spec = spec;
    const [file, ...args] = spec.command;
    this.#child = spawn(file, args);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-2000);
    });
    this.#child.stdin.on('error', () => {}); // the exit is reported below
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('close', (code, signal) =>
      this.#end(`ended with ${signal ?? code}: ${lastLine(this.#stderr)}`),
    );
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) this.#settle(JSON.parse(line) as EngineAnswer);
    });
  }

  /** Sends a request and resolves to its answer; a crash is an answer of event 'error'. */
  async request(request: EngineRequest): Promise<EngineAnswer> {
    if (this.#ended !== undefined) return { event: 'error', message: this.#ended };
    const answer = new Promise<EngineAnswer>((resolve) => {
      this.#waiting = resolve;
    });
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return answer;
  }

  /** Runs `n` steps; throws if the engine reports anything else than their losses. */
  async steps(n: number): Promise<StepsAnswer> {
    const answer = await this.request({ cmd: 'step', n });
    if (answer.event === 'step') return answer;
    const reason = 'message' in answer ? answer.message : answer.event;
    throw new Error(`${this.spec.name}: ${reason}`);
  }

  /** Asks the child process to exit, and ends it if it has not after five seconds. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended !== undefined) return;
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    this.#child.stdin.end(`${JSON.stringify({ cmd: 'exit' } satisfies EngineRequest)}\n`);
    await closed;
    clearTimeout(impatience);
  }

  #settle(answer: EngineAnswer): void {
    this.#waiting?.(answer);
    this.#waiting = undefined;
  }

  #end(reason: string): void {
    this.#ended ??= reason;
    this.#settle({ event: 'error', message: this.#ended });
  }
}

/** Where Python says what went wrong, and where Node says it when nothing follows. */
function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
