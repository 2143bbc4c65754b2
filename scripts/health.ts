/**
 * What can go bad without a change of ours: `pnpm health` asks the registry about vulnerabilities and newer versions of
 * the dependencies, and runs the checks that read the manifests. Apart from `npm test`, because it needs an answer.
 */
import { audit } from './audit.ts';
import { execute } from './process.ts';

const checks = ['workspace', 'dependencies', 'licences', 'unused'];
const { code } = await execute(['pnpm', 'check', ...checks], { live: true });

const { outcome, report } = await audit();
console.log(`\nvulnerabilities (pnpm audit --prod): ${outcome}`);
if (outcome !== 'clean') console.log(report);

const outdated = await execute(['pnpm', 'outdated', '--recursive', '--prod', '--no-table']);
console.log(
  `\nnewer versions of what packages, apps and examples depend on:\n${outdated.output.trim() || 'none'}`,
);

process.exitCode = code === 0 && outcome !== 'vulnerable' ? 0 : 1;
