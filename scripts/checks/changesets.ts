/** Asks changesets whether every changed package has a changeset, and whether all are readable. */
import { execute } from '../process.ts';

// A checkout of one commit has no main branch to compare with; the files are still parsed.
const { code: hasMain } = await execute(['git', 'rev-parse', '--verify', '--quiet', 'main']);
const since = hasMain === 0 ? 'main' : 'HEAD';
const { code, output } = await execute(['changeset', 'status', `--since=${since}`]);
console.log(output.trimEnd());
process.exitCode = code;
