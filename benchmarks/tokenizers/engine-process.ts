import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { EngineAnswer, EngineRequest } from './engines/engine.ts';

const program = fileURLToPath(new URL('./engines/engine-program.ts', import.meta.url));

/** A running engine: its process, and the one request in flight. */
export class EngineProcess {
  readonly name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  #waiting: ((answer: EngineAnswer) => void) | undefined;
  #ended: string | undefined;

  constructor(name: string) {
    this.name = name;
    this.#child = spawn(process.execPath, ['--conditions=@fm/source', program, name], {
      // The Rust binding would use every core.
      env: { ...process.env, RAYON_NUM_THREADS: '1', TOKENIZERS_PARALLELISM: 'false' },
    });
    let stderr = '';
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-2000);
    });
    this.#child.stdin.on('error', () => {}); // the exit is reported below
    this.#child.on('close', (code, signal) => {
      this.#ended = `ended with ${signal ?? code}: ${stderr.trim().split('\n').at(-1) ?? ''}`;
      this.#settle({ event: 'error', message: this.#ended });
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) this.#settle(JSON.parse(line) as EngineAnswer);
    });
  }

  /**
   * Sends a request; its answer, which must be of the given kind.
   *
   * @throws {Error} when the engine fails, or says nothing for `seconds`
   */
  async ask<K extends EngineAnswer['event']>(
    request: EngineRequest,
    event: K,
    seconds = 60,
  ): Promise<Extract<EngineAnswer, { event: K }>> {
    if (this.#ended !== undefined) throw new Error(this.#ended);
    const answer = await new Promise<EngineAnswer>((resolve) => {
      const impatience = setTimeout(() => {
        this.#settle({ event: 'error', message: `no answer in ${seconds} s` });
        this.#child.kill('SIGKILL');
      }, seconds * 1000);
      this.#waiting = (each) => {
        clearTimeout(impatience);
        resolve(each);
      };
      this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    });
    if (answer.event !== event) throw new Error('message' in answer ? answer.message : answer.event);
    return answer as Extract<EngineAnswer, { event: K }>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended !== undefined) return;
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
    this.#child.stdin.end();
    await closed;
    clearTimeout(impatience);
  }

  #settle(answer: EngineAnswer): void {
    this.#waiting?.(answer);
    this.#waiting = undefined;
  }
}
