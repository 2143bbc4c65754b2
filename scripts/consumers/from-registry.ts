import { join } from 'node:path';

import { NotObtainable } from './consumer.ts';
import type { Workplace } from './workplace.ts';

/** A runtime whose binary for each platform is a package of its own on the registry. */
interface Binary {
  /** Package for this platform. */
  readonly packageName: string;
  readonly version: string;
  /** Path of the binary inside the package. */
  readonly path: string;
}

const { platform, arch } = process;
const onWindows = platform === 'win32';

/** The newest Node of a major version. */
export function nodeBinary(workplace: Workplace, major: string): Promise<string> {
  // As the package `node` names them.
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  return obtain(workplace, `node-${major}`, {
    packageName: [prefix, onWindows ? 'win' : platform, arch].join('-'),
    version: major,
    path: onWindows ? 'bin/node.exe' : 'bin/node',
  });
}

/** The newest Bun. */
export function bunBinary(workplace: Workplace): Promise<string> {
  return obtain(workplace, 'bun', {
    packageName: `@oven/bun-${onWindows ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : arch}`,
    version: 'latest',
    path: onWindows ? 'bin/bun.exe' : 'bin/bun',
  });
}

/** The newest Deno. */
export function denoBinary(workplace: Workplace): Promise<string> {
  return obtain(workplace, 'deno', {
    packageName: `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`,
    version: 'latest',
    path: onWindows ? 'deno.exe' : 'deno',
  });
}

/** Installs a binary without running any script of it. */
async function obtain(workplace: Workplace, name: string, binary: Binary): Promise<string> {
  const { packageName, version, path } = binary;
  const folder = await workplace
    .project(`runtime-${name}`, { ours: [], dependencies: { [packageName]: version } })
    .catch((error: unknown) => {
      throw new NotObtainable(`${packageName}: ${String(error).split('\n', 2).join(' ')}`);
    });
  return join(folder, 'node_modules', packageName, path);
}
