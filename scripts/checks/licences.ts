/**
 * Every package that users of ours install, transitively, has a licence of the list; on this platform: of packages with
 * binaries, the ones for others are not installed here and have the same licence.
 */
import { execute } from '../process.ts';

const allowed = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT']);

/** Licences that ask for more, each for one dependency that meets what it asks; see docs/decisions/dependencies.md. */
const exceptions: readonly { readonly licence: string; readonly names: RegExp }[] = [
  // A font file, passed on as it is under its own licence.
  { licence: 'OFL-1.1', names: /^@fontsource\/inter$/ },
  // A shared library in a package of its own, which users can replace.
  { licence: 'LGPL-3.0-or-later', names: /^@img\/sharp-(?:libvips-|win32-|wasm32$)/ },
];

/** Whether an SPDX expression without nested parentheses leaves users a way with licences of the list. */
function isAllowed(expression: string, name: string): boolean {
  const isKnown = (licence: string): boolean =>
    allowed.has(licence) ||
    exceptions.some((exception) => exception.licence === licence && exception.names.test(name));
  const alternatives = expression.replaceAll(/[()]/g, '').split(' OR ');
  return alternatives.some((alternative) => alternative.split(' AND ').every(isKnown));
}

const { code, output } = await execute([
  'pnpm',
  '--filter=./packages/*',
  'licenses',
  'list',
  '--json',
  '--prod',
]);
if (code !== 0) throw new Error(output);
const byLicence = JSON.parse(output.slice(output.indexOf('{'))) as Record<
  string,
  { name: string; versions: string[] }[]
>;

let refused = 0;
let count = 0;
for (const [licence, dependencies] of Object.entries(byLicence)) {
  for (const { name, versions } of dependencies) {
    count++;
    if (isAllowed(licence, name)) continue;
    refused++;
    console.error(`${name} ${versions.join(', ')}: ${licence} is not a licence of the list`);
  }
}
if (count === 0) throw new Error('pnpm names no dependencies; are they installed?');
if (refused > 0) console.error('The list is in scripts/checks/licences.ts.');
console.log(`${count} dependencies, ${refused} refused`);
process.exitCode = refused === 0 ? 0 : 1;
