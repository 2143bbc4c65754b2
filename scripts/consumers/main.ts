/**
 * Installs the packed packages in empty projects outside the repository, as their users would, makes each of them
 * run a real program, and prints what came out:
 *
 *     pnpm consumers                  all of them
 *     pnpm consumers vite "node 22"   those whose names begin so
 *     pnpm consumers --keep           leave the projects on the disk
 */
import { rmSync } from 'node:fs';

import { bundlers } from './bundlers.ts';
import { type Consumer, NotObtainable } from './consumer.ts';
import { installs } from './installs.ts';
import { runtimes } from './runtimes.ts';
import { sideEffects } from './side-effects.ts';
import { compilers } from './typescript.ts';
import { openWorkplace } from './workplace.ts';

const consumers: readonly Consumer[] = [...runtimes, ...compilers, ...bundlers, sideEffects, ...installs];

const wanted = process.argv.slice(2).filter((argument) => argument !== '--keep');
const keep = process.argv.includes('--keep');
const selected = consumers.filter(
  ({ name }) =>
    wanted.length === 0 || wanted.some((start) => name.toLowerCase().startsWith(start.toLowerCase())),
);
if (selected.length === 0) {
  console.error(`No consumer is called so. There are: ${consumers.map(({ name }) => name).join('; ')}`);
  process.exit(2);
}

const workplace = await openWorkplace();
console.log(`packed; the projects are in ${workplace.folder}`);
const rows: string[][] = [];
let failures = 0;
let absent = 0;
for (const { name, runs, run } of selected) {
  const start = performance.now();
  let result: string;
  let size = '';
  try {
    ({ result, size = '' } = await run(workplace));
    result = `✓ ${result}`;
  } catch (error) {
    if (error instanceof NotObtainable) {
      absent++;
      result = `– not obtainable: ${error.message}`;
    } else {
      failures++;
      result = '✗ failed';
      console.error(`${name}\n${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${name}: ${result} (${seconds} s)`);
  rows.push([name, runs, result, seconds, size]);
}
if (!keep) rmSync(workplace.folder, { recursive: true, force: true });

const table = [['consumer', 'runs', 'result', 'seconds', 'size'], ...rows];
const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
const line = (row: readonly string[]): string =>
  `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
console.log(
  `\n${[line(table[0] ?? []), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')}\n`,
);
console.log(
  `${selected.length - failures - absent} of ${selected.length} work, ${failures} fail, ${absent} cannot be had here`,
);
process.exitCode = failures === 0 ? 0 : 1;
