import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UnsupportedError } from '@fm/core';

const libraries = ['libonnxruntime.so.1', 'libonnxruntime.1.dylib', 'onnxruntime.dll'];

/**
 * The ONNX Runtime shared library inside the installed onnxruntime-node package.
 *
 * @throws {UnsupportedError} when the package has none for this platform
 */
export function libraryPath(): string {
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const bin = join(root, 'bin');
  for (const version of readdirSync(bin)) {
    const folder = join(bin, version, process.platform, process.arch);
    const file = libraries.find((name) => list(folder).includes(name));
    if (file !== undefined) return join(folder, file);
  }
  throw new UnsupportedError('onnxruntime-node has no library for this platform', {
    received: `${process.platform} ${process.arch}`,
  });
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
