import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One public entry of a package, as its package.json declares it. */
export interface Entry {
  /** `@fm/core`, `@fm/core/testing`, … */
  readonly specifier: string;
  /** Absolute path of the entry's source file. */
  readonly source: string;
}

export interface Package {
  readonly name: string;
  readonly folder: string;
  readonly entries: readonly Entry[];
}

interface Manifest {
  name: string;
  exports: Record<string, string | { '@fm/source': string | { default: string } }>;
}

/** The repository's root folder. */
export const root: string = join(import.meta.dirname, '..');

/** The published packages, read from `packages/<name>/package.json`. */
export function packages(): Package[] {
  return readdirSync(join(root, 'packages')).map((directory) => {
    const folder = join(root, 'packages', directory);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const entries = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
      typeof target === 'string'
        ? []
        : [
            {
              specifier: manifest.name + subpath.slice(1),
              source: join(folder, sourceOf(target['@fm/source'])),
            },
          ],
    );
    return { name: manifest.name, folder, entries };
  });
}

/** Where an entry differs by platform, the one for any platform: the public names are the same. */
const sourceOf = (target: string | { default: string }): string =>
  typeof target === 'string' ? target : target.default;

/** Absolute paths of the TypeScript files under a folder, in a stable order. */
export function typescriptFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .toSorted()
    .map((file) => join(folder, file));
}
