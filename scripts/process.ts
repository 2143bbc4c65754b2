import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

import { root } from './workspace.ts';

export interface Outcome {
  readonly code: number;
  /** Standard output and standard error in the order of arrival; empty when `live`. */
  readonly output: string;
}

/** Runs a command in the repository's root; the binaries of the root's dependencies come first. */
export function execute(
  command: readonly string[],
  options: { live?: boolean; cwd?: string; timeout?: number } = {},
): Promise<Outcome> {
  const [file, ...args] = command;
  if (file === undefined) throw new Error('no command');
  const child = spawn(file, args, {
    cwd: options.cwd ?? root,
    stdio: options.live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    ...(options.timeout === undefined ? {} : { timeout: options.timeout, killSignal: 'SIGKILL' }),
    env: {
      ...process.env,
      PATH: [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter),
      TURBO_TELEMETRY_DISABLED: '1',
      NO_UPDATE_NOTIFIER: '1',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: output + error.message }));
    child.on('close', (code, signal) => {
      const ended = signal === null ? '' : `\n${file} was ended by ${signal}`;
      resolve({ code: code ?? 1, output: output + ended });
    });
  });
}
