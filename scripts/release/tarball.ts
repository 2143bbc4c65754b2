import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { execute } from '../process.ts';

/** A package as it would be published. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes. */
  readonly unpackedSize: number;
  readonly files: number;
  /** What the changelog says of this version. */
  readonly changes: string;
  readonly problems: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly engines?: { readonly node?: string };
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean };
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

interface DryRun {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** The part of a changelog about a version, without its heading. */
function changesOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split('\n', 1)[0]?.trim() === version);
  return section?.slice(section.indexOf('\n')).trim();
}

function manifestProblems(manifest: Manifest, version: string): string[] {
  const problems: string[] = [];
  const expect = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  expect(manifest.version === version, `is version ${manifest.version}, not ${version}`);
  expect(manifest.license === 'MIT', 'names no licence');
  expect(manifest.engines?.node !== undefined, 'names no Node version');
  expect(manifest.publishConfig?.access === 'public', 'publishConfig.access is not "public"');
  expect(manifest.publishConfig?.provenance === true, 'publishConfig.provenance is not true');
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  for (const [name, range] of Object.entries({
    ...dependencies,
    ...optionalDependencies,
    ...peerDependencies,
  })) {
    expect(!/^(?:workspace|catalog|link|file):/.test(range), `depends on ${name} as ${range}`);
    if (name.startsWith('@fm/')) {
      expect(range === `^${version}`, `depends on ${name} ${range}, which is not of this release`);
    }
  }
  return problems;
}

/** What a tarball must hold, and must not. */
function contentProblems(paths: readonly string[]): string[] {
  const required = [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'package.json',
    'dist/index.js',
    'dist/index.d.ts',
  ];
  const missing = required.filter((path) => !paths.includes(path)).map((path) => `holds no ${path}`);
  const stray = paths
    .filter((path) => /\.(?:test|cases)\.ts$|__golden__|(?:^|\/)node_modules\/|\.env|\.tgz$/.test(path))
    .map((path) => `holds ${path}`);
  return [...missing, ...stray];
}

/** Examines a packed package, with npm's own rehearsal of its publication. */
export async function inspectTarball(
  file: string,
  expected: { readonly name: string; readonly version: string; readonly unpacked: string },
): Promise<Tarball> {
  const { name, version, unpacked } = expected;
  const untar = await execute(['tar', '-xzf', file, '-C', unpacked]);
  if (untar.code !== 0) throw new Error(untar.output);
  const read = (path: string): string => readFileSync(join(unpacked, 'package', path), 'utf8');

  const rehearsal = await execute(['npm', 'publish', file, '--dry-run', '--json', '--loglevel=error']);
  if (rehearsal.code !== 0) throw new Error(`npm publish --dry-run ${name}:\n${rehearsal.output}`);
  const { size, unpackedSize, files } = readRehearsal(rehearsal.output, name);

  const paths = files.map(({ path }) => path);
  const problems = [
    ...manifestProblems(JSON.parse(read('package.json')) as Manifest, version),
    ...contentProblems(paths),
  ];
  const changes = paths.includes('CHANGELOG.md') ? changesOf(read('CHANGELOG.md'), version) : undefined;
  if (changes === undefined) problems.push(`has no changelog of ${version}`);
  return { name, version, file, size, unpackedSize, files: files.length, changes: changes ?? '', problems };
}

/** npm prints one object, which is that of the package or holds it under its name. */
function readRehearsal(output: string, name: string): DryRun {
  const printed = JSON.parse(output.slice(output.search(/^\{/m))) as DryRun & Record<string, DryRun>;
  return printed[name] ?? printed;
}
