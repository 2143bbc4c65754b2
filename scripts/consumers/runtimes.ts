import { packages } from '../workspace.ts';
import type { Consumer } from './consumer.ts';
import { bunBinary, denoBinary, nodeBinary } from './from-registry.ts';
import { nativeMain, requiringMain } from './programs.ts';
import { plainProgram, run, type Workplace } from './workplace.ts';

/** All but the one that needs a browser. */
const entries = packages()
  .flatMap((each) => each.entries.map(({ specifier }) => specifier))
  .filter((specifier) => specifier !== '@fm/ort/web');

/** The program on everything that runs JavaScript outside browsers. */
export const runtimes: readonly Consumer[] = [
  ...['20', '22', '24'].flatMap((major) => [
    runtime(`Node ${major}, import`, (workplace) => nodeBinary(workplace, major), [], 'js'),
    runtime(`Node ${major}, require`, (workplace) => nodeBinary(workplace, major), [], 'cjs'),
  ]),
  runtime('Bun', bunBinary, [], 'js'),
  runtime('Deno', denoBinary, ['run', '--allow-all', '--node-modules-dir=manual'], 'js'),
];

function runtime(
  name: string,
  binary: (workplace: Workplace) => Promise<string>,
  options: readonly string[],
  extension: 'js' | 'cjs',
): Consumer {
  return {
    name,
    runs: 'every entry; the program on ONNX Runtime',
    async run(workplace) {
      const executable = await binary(workplace);
      const folder = await workplace.project('runtimes', {
        files: {
          'all-packages.js': plainProgram,
          'main.js': nativeMain(workplace.expected),
          'main.cjs': requiringMain(workplace.expected),
          'entries.js': `for (const entry of ${JSON.stringify(entries)}) await import(entry);`,
          'entries.cjs': `for (const entry of ${JSON.stringify(entries)}) require(entry);`,
        },
      });
      const version = (await run([executable, '--version'], folder)).split('\n', 1).join();
      await run([executable, ...options, `entries.${extension}`], folder);
      const output = await run([executable, ...options, `main.${extension}`], folder);
      return { result: `${version}: ${output.trim().split('\n').at(-1)}` };
    },
  };
}
