import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { styleText } from 'node:util';

let chapters = 0;

/** Opens a chapter. */
export function heading(title: string, explanation: string): void {
  chapters++;
  console.log(
    `\n${styleText(['bold', 'cyan'], `${chapters}. ${title}`)}\n${styleText('dim', explanation)}\n`,
  );
}

/** Prints a name and a value in two columns. */
export function fact(name: string, value: string | number): void {
  console.log(`  ${name.padEnd(26)} ${value}`);
}

/** Prints every file below a folder with its size. */
export async function listFiles(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.toSorted()) {
    const { size } = await stat(file);
    fact(`${(size / 1024).toFixed(0).padStart(8)} kB`, relative(folder, file));
  }
}
