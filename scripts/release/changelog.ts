/**
 * How changesets become changelogs: their text as it was written. All packages share a version, so that which
 * dependencies were updated need not be said, and whoever reads a published changelog has no commits at hand.
 */
interface Changelog {
  getReleaseLine(changeset: { readonly summary: string }): Promise<string>;
  getDependencyReleaseLine(): Promise<string>;
}

const changelog: Changelog = {
  getReleaseLine: ({ summary }) => Promise.resolve(`- ${summary.trim().replaceAll('\n', '\n  ')}`),
  getDependencyReleaseLine: () => Promise.resolve(''),
};
export default changelog;
