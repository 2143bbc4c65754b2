import { execute } from './process.ts';

/** What the registry knows of vulnerabilities in what our users install. */
export interface Audit {
  /** `unanswered`: the registry has no such service, or cannot be reached. */
  readonly outcome: 'clean' | 'vulnerable' | 'unanswered';
  readonly report: string;
}

/** Asks the registry; a vulnerability of any severity counts. */
export async function audit(): Promise<Audit> {
  const { code, output } = await execute(['pnpm', 'audit', '--prod', '--audit-level=low'], {
    timeout: 120_000,
  });
  const report = output.trim();
  if (code === 0) return { outcome: 'clean', report };
  // A finding is a table of advisories; an error of pnpm says that nothing was found out.
  return { outcome: /vulnerabilit(?:y|ies) found/.test(report) ? 'vulnerable' : 'unanswered', report };
}
