import { FormatError } from '@fm/core';

const maxLines = 1 << 23;

/**
 * Lines of a text file, without line ends; after the last line end there is no line.
 *
 * @throws {FormatError} when there are more than 2²³
 */
export function fileLines(file: string, name: string): readonly string[] {
  const lines = file.split('\n', maxLines + 1);
  if (lines.length > maxLines)
    throw new FormatError(`${name} has too many lines`, { expected: `at most ${maxLines}` });
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}
