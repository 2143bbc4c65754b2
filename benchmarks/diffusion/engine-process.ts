import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { EngineAnswer, EngineRequest } from './engines/engine.ts';

type Measured = Exclude<EngineAnswer, { readonly error: string }>;

/** Names of the engines, fm first; the wasm ones also run on one thread, because a peer is worth its better number. */
export const engineNames = ['fm', 'pytorch', 'jax-js', 'jax-js-1', 'tfjs', 'tfjs-1'] as const;

/** A running engine: its child process and the one request in flight. PyTorch runs in the Python that `FM_PYTHON` names. */
export class EngineProcess {
  readonly name: string;
  readonly threads: number;
  readonly #child: ChildProcessWithoutNullStreams;
  #stderr = '';
  #settle: ((answer: EngineAnswer) => void) | undefined;

  constructor(name: string, threads: number) {
    this.name = name;
    this.threads = name.endsWith('-1') ? 1 : threads;
    const path = (file: string): string => fileURLToPath(new URL(`./engines/${file}`, import.meta.url));
    this.#child =
      name === 'pytorch'
        ? spawn(process.env['FM_PYTHON'] ?? 'python3', [path('pytorch.py')])
        : spawn(process.execPath, ['--conditions=@fm/source', path(`${name.replace(/-1$/, '')}.ts`)]);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-2000);
    });
    this.#child.stdin.on('error', () => {}); // the exit is reported below
    const end = (reason: string): void => this.#settle?.({ error: reason });
    this.#child.on('error', ({ message }) => end(message));
    this.#child.on('close', (code) => end(`ended with ${code}: ${this.#stderr.trim().split('\n').at(-1)}`));
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) this.#settle?.(JSON.parse(line) as EngineAnswer);
    });
  }

  /** Sends a request; throws what the engine says went wrong. */
  async request(request: EngineRequest): Promise<Measured> {
    const answer = await new Promise<EngineAnswer>((resolve) => {
      this.#settle = resolve;
      this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    });
    if ('error' in answer) throw new Error(`${this.name}: ${answer.error}`);
    return answer;
  }

  /** Closes the engine's input, which ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.pid === undefined) return;
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    this.#child.stdin.end();
    await closed;
    clearTimeout(impatience);
  }
}
