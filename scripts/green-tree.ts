/**
 * Remembers for which content of the repository all checks passed, so that a release need not run them twice. The record
 * names the tree that git knows, thus every byte of every file in it, and counts only while nothing is uncommitted.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { execute } from './process.ts';
import { root } from './workspace.ts';

interface GreenTree {
  readonly tree: string;
  readonly node: string;
  readonly time: string;
}

const record = join(root, 'node_modules', '.green-tree.json');

/** The committed tree, or undefined when files differ from it. */
export async function committedTree(): Promise<string | undefined> {
  const status = await execute(['git', 'status', '--porcelain']);
  const tree = await execute(['git', 'rev-parse', 'HEAD^{tree}']);
  if (status.code !== 0 || tree.code !== 0) return undefined;
  return status.output === '' ? tree.output.trim() : undefined;
}

export function rememberGreen(tree: string): void {
  const entry: GreenTree = { tree, node: process.version, time: new Date().toISOString() };
  writeFileSync(record, JSON.stringify(entry));
}

/** When all checks passed for this tree on this Node; undefined when they did not. */
export function greenSince(tree: string): string | undefined {
  if (!existsSync(record)) return undefined;
  const entry = JSON.parse(readFileSync(record, 'utf8')) as GreenTree;
  return entry.tree === tree && entry.node === process.version ? entry.time : undefined;
}
