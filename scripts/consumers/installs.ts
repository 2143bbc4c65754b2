import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { packages } from '../workspace.ts';
import type { Consumer, Finding } from './consumer.ts';
import type { Workplace } from './workplace.ts';

/** Packages whose purpose is native code. */
const native: readonly string[] = ['@fm/ort'];

/** Each package alone: what comes along, and that no other brings native code. */
export const installs: readonly Consumer[] = packages().map(({ name, folder }) => ({
  name: `${name} alone`,
  runs: 'npm install; what is on the disk',
  run: (workplace) => inspect(workplace, name, folder),
}));

async function inspect(workplace: Workplace, name: string, source: string): Promise<Finding> {
  const { dependencies = {} } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  const ours = [name, ...Object.keys(dependencies).filter((each) => each.startsWith('@fm/'))];
  const folder = await workplace.project(`alone-${name.replace('@fm/', '')}`, { ours });
  const modules = join(folder, 'node_modules');
  const files = readdirSync(modules, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  const bytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
  const binaries = files.filter((file) => /\.(node|dll|dylib|so(\.\d+)*)$/.test(file.name));
  const owners = new Set(binaries.map((file) => packageOf(file.parentPath.slice(modules.length + 1))));
  if (owners.size > 0 && !native.includes(name)) {
    throw new Error(`Native code comes along: ${[...owners].join(', ')}`);
  }
  const brought = files.map((file) => packageOf(file.parentPath.slice(modules.length + 1)));
  const others = new Set(brought.filter((each) => /^[@\w]/.test(each) && !each.startsWith('@fm/')));
  return {
    result: `${others.size} packages of others, native code: ${owners.size === 0 ? 'none' : [...owners].join(', ')}`,
    size: `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`,
  };
}

/** `@scope/name` or `name`, from a path below node_modules. */
function packageOf(path: string): string {
  const [first = '', second = ''] = path.split(/[/\\]/);
  return first.startsWith('@') ? `${first}/${second}` : first;
}
