import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { packages, typescriptFiles } from './workspace.ts';

/** The codes of all errors, as the classes declare them: `FM_SHAPE`, … */
function errorCodes(): string[] {
  return packages()
    .flatMap(({ folder }) => typescriptFiles(join(folder, 'src')))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^ {2}declare readonly code: '(FM_\w+)'/gm)])
    .flatMap(([, code]) => code ?? []);
}

/** Throws where the guide to errors, or a copy of it, lacks a section to which an error links. */
export function checkErrorGuide(file: string): void {
  const guide = readFileSync(file, 'utf8');
  const codes = errorCodes();
  if (codes.length === 0) throw new Error('found no error codes');
  const missing = codes.filter((code) => !guide.includes(`\n## ${code}\n`));
  if (missing.length > 0) throw new Error(`${file} has no section ${missing.join(', ')}`);
}
