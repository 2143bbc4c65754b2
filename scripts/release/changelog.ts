/**
 * How changesets become changelogs: their text as it was written. All packages share a version, so that which
 * dependencies were updated need not be said, and whoever reads a published changelog has no commits at hand.
 */

/** The entry of a changeset. */
export function getReleaseLine({ summary }: { readonly summary: string }): Promise<string> {
  return Promise.resolve(`- ${summary.trim().replaceAll('\n', '\n  ')}`);
}

/** Nothing. */
export function getDependencyReleaseLine(): Promise<string> {
  return Promise.resolve('');
}
