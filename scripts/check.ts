/**
 * Runs the project's checks one after the other and prints a summary.
 *
 *     pnpm check              all of them
 *     pnpm check lint types   only these
 */
import { committedTree, rememberGreen } from './green-tree.ts';
import { execute } from './process.ts';

interface Check {
  readonly name: string;
  readonly claim: string;
  readonly command: readonly string[];
  /** Long checks show their own progress. */
  readonly live?: boolean;
}

const script = (file: string): string[] => ['node', '--conditions=@fm/source', `scripts/${file}`];

const checks: readonly Check[] = [
  { name: 'format', claim: 'oxfmt has nothing to change', command: ['oxfmt', '--check', '.'] },
  { name: 'lint', claim: 'oxlint finds nothing', command: ['oxlint', '--deny-warnings'] },
  {
    name: 'house',
    claim: 'imports follow the layers, names follow the rules, documents name files that exist',
    command: script('checks/house.ts'),
  },
  {
    name: 'types',
    claim: 'every package, app, example and script typechecks',
    command: ['turbo', 'run', '//#types', '--output-logs=errors-only'],
  },
  {
    name: 'tests',
    claim: 'the tests pass on the source',
    command: ['vitest', 'run'],
    live: true,
  },
  {
    name: 'build',
    claim: 'every package builds',
    command: ['turbo', 'run', 'build', '--output-logs=errors-only', '--continue'],
  },
  {
    name: 'pack',
    claim: 'the packed packages are well-formed and their types resolve',
    command: script('checks/pack.ts'),
  },
  {
    name: 'smoke',
    claim: "the packed packages load on the system's own Node",
    command: script('checks/smoke.ts'),
  },
  {
    name: 'exports',
    claim: 'the public interface is the one in each api.md',
    command: script('checks/exports.ts'),
  },
  { name: 'unused', claim: 'no dead files, exports or dependencies', command: ['knip'] },
  { name: 'size', claim: 'bundles stay below their ceilings', command: ['size-limit'] },
  { name: 'docs', claim: 'the documentation site builds without a warning', command: ['typedoc'] },
  {
    name: 'readme',
    claim: 'the programs of READMEs and guides compile and run',
    command: script('checks/readme.ts'),
  },
  {
    name: 'snippets',
    claim: 'what is public has an example in its docstring; all of them compile and hold',
    command: script('checks/snippets.ts'),
  },
  {
    name: 'examples',
    claim: 'every example runs',
    command: script('checks/examples.ts'),
    live: true,
  },
  {
    name: 'tour',
    claim: 'a short walk of the tour ends well, on the built packages',
    command: ['node', 'apps/tour/src/main.ts', '--steps', '20', '--out', 'node_modules/.tour'],
  },
  { name: 'workspace', claim: 'the manifests agree', command: ['sherif', '--fail-on-warnings'] },
  {
    name: 'dependencies',
    claim: 'every dependency has its line, and every line its dependency',
    command: script('checks/dependencies.ts'),
  },
  {
    name: 'licences',
    claim: 'what users install has a permissive licence',
    command: script('checks/licences.ts'),
  },
  {
    name: 'changesets',
    claim: 'changesets are readable and complete',
    command: script('checks/changesets.ts'),
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(', ')}.`);
  console.error(`There are: ${checks.map((check) => check.name).join(', ')}`);
  process.exit(2);
}

const selected = checks.filter((check) => wanted.length === 0 || wanted.includes(check.name));
const tree = await committedTree();
const failed: Check[] = [];
const lines: string[] = [];

for (const [index, check] of selected.entries()) {
  console.log(`[${index + 1}/${selected.length}] ${check.name}: ${check.claim} …`);
  const start = performance.now();
  const { code, output } = await execute(check.command, { live: check.live ?? false });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (code !== 0) {
    failed.push(check);
    if (output !== '') console.log(output.trimEnd());
  }
  const line = `${code === 0 ? '✓' : '✗'} ${check.name} (${seconds} s)`;
  lines.push(line);
  console.log(line);
}

console.log(`\n${lines.join('\n')}\n`);
if (failed.length > 0) {
  console.log(`To run the failed ones again: pnpm check ${failed.map(({ name }) => name).join(' ')}`);
}
console.log(`${selected.length - failed.length} passed, ${failed.length} failed`);
if (wanted.length === 0 && failed.length === 0 && tree !== undefined && (await committedTree()) === tree) {
  rememberGreen(tree);
}
process.exitCode = failed.length === 0 ? 0 : 1;
