/** Every package that changed since the last release is named by a changeset, and all say something. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { execute } from '../process.ts';
import { packages, root } from '../workspace.ts';

interface Status {
  readonly changesets: readonly {
    readonly id: string;
    readonly summary: string;
    readonly releases: readonly { readonly type: string }[];
  }[];
  /** Packages to be released; one without changesets follows a dependency. */
  readonly releases: readonly { readonly name: string; readonly changesets: readonly string[] }[];
}

async function git(...args: string[]): Promise<string[]> {
  const { code, output } = await execute(['git', ...args]);
  if (code !== 0) throw new Error(`git ${args.join(' ')}: ${output}`);
  return output.split('\n').filter((line) => line !== '');
}

/** A release writes the changelogs; before the first one everything is new. */
async function lastRelease(): Promise<string> {
  const [release] = await git('log', '--max-count=1', '--format=%H', '--', 'packages/*/CHANGELOG.md');
  const [first] = await git('rev-list', '--max-parents=0', 'HEAD');
  const commit = release ?? first;
  if (commit === undefined) throw new Error('the repository has no commit');
  return commit;
}

const since = await lastRelease();
const folder = mkdtempSync(join(tmpdir(), 'fm-changesets-'));
try {
  const report = join(folder, 'status.json');
  const { code, output } = await execute([
    'changeset',
    'status',
    `--since=${since}`,
    `--output=${relative(root, report)}`,
  ]);
  if (code !== 0) throw new Error(output);
  const { changesets, releases } = JSON.parse(readFileSync(report, 'utf8')) as Status;
  const changed = await git('diff', '--name-only', since, '--', 'packages/*/src', 'packages/*/package.json');
  const problems: string[] = [];
  for (const { id, summary, releases: kinds } of changesets) {
    if (summary.trim() === '') problems.push(`.changeset/${id}.md says nothing to whoever upgrades`);
    // docs/versioning.md; 1.0 is a decision, and takes this rule away.
    if (kinds.some(({ type }) => type === 'major')) {
      problems.push(`.changeset/${id}.md is major: before 1.0 a breaking change is minor`);
    }
  }
  const missing = packages().filter(
    ({ name, folder: path }) =>
      changed.some((file) => file.startsWith(`${relative(root, path)}/`)) &&
      !releases.some((release) => release.name === name && release.changesets.length > 0),
  );
  for (const { name } of missing) problems.push(`${name} changed without a changeset: pnpm changeset`);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
