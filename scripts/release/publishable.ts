import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import { packages, root } from '../workspace.ts';

interface Repository {
  readonly url?: string;
  readonly directory?: string;
}

/** What only a publication needs, asked for before the long checks; docs/versioning.md says how to provide it. */
export function requirePublishable(): void {
  const problems: string[] = [];
  for (const { name, folder } of packages()) {
    const { repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      repository?: Repository;
    };
    const directory = relative(root, folder);
    if (repository?.url === undefined) {
      problems.push(
        `${name}: npm gives provenance only to packages that name their public repository. Fill in ${directory}/package.json: "repository": { "type": "git", "url": "git+https://…", "directory": "${directory}" }`,
      );
    } else if (repository.directory !== directory) {
      problems.push(`${name}: repository.directory must be "${directory}"`);
    }
  }
  const pending = readdirSync(join(root, '.changeset')).filter((file) => file.endsWith('.md'));
  if (pending.length > 0) {
    problems.push(`${pending.length} changesets are pending: pnpm changeset version, review, commit`);
  }
  // GitHub's and GitLab's names for the identity that signs the provenance.
  const { ACTIONS_ID_TOKEN_REQUEST_URL: gitHub, SIGSTORE_ID_TOKEN: gitLab } = process.env;
  if (gitHub === undefined && gitLab === undefined) {
    problems.push('provenance is signed by a CI job with an identity token; here is none');
  }
  if (problems.length > 0) throw new Error(`a release lacks:\n- ${problems.join('\n- ')}`);
}
