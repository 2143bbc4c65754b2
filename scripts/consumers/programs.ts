/** Compares what a consumer found with what the repository found. */
const compare = `
function compare(findings, expected) {
  for (const [name, value] of Object.entries(expected)) {
    const numbers = [value].flat(), found = [findings[name]].flat();
    const same = numbers.length === found.length && numbers.every((one, i) =>
      typeof one === 'number' ? Math.abs(one - found[i]) <= 1e-4 * Math.abs(one) : one === found[i]);
    if (!same) throw new Error(name + ': ' + JSON.stringify(findings[name]) + ' instead of ' + JSON.stringify(value));
  }
}`;

/** The program on ONNX Runtime, for runtimes that read files as Node does. */
export const nativeMain = (expected: string): string => `import { ortBackend } from '@fm/ort';
import { allPackages } from './all-packages.js';
${work(expected)}`;

/** The same as a CommonJS module, which requires the packages. */
export const requiringMain = (expected: string): string => `const { ortBackend } = require('@fm/ort');
const { allPackages } = require('./all-packages.js');
${work(expected)}`;

const work = (expected: string): string => `${compare}
async function main() {
  const backend = await ortBackend();
  compare(await allPackages(backend), ${expected});
  await backend[Symbol.asyncDispose]();
  return backend.name;
}
main().then((name) => console.log('on', name));
`;

/** The same in a page, in plain JavaScript first and then on WebAssembly; tells the server how it went. */
export const browserMain = (
  expected: string,
  wasmPaths?: string,
): string => `import { referenceBackend } from '@fm/core';
import { ortBackend } from '@fm/ort/web';
import { allPackages } from './all-packages.js';
${compare}
async function main() {
  compare(await allPackages(referenceBackend()), ${expected});
  const backend = await ortBackend(${JSON.stringify({ threads: 1, ...(wasmPaths !== undefined && { wasmPaths }) })});
  compare(await allPackages(backend), ${expected});
  return 'on ' + backend.name;
}
const report = (body) => fetch('/result', { method: 'POST', body: JSON.stringify(body) });
main().then((result) => report({ result }), (error) => report({ error: String(error?.stack ?? error) }));
`;
