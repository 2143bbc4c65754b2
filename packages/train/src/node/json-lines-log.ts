import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { FormatError } from '@fm/core';
import { storageFailure } from '@fm/core/node';

/** A log file that grows by one line of JSON at a time. */
export interface JsonLinesLog extends Disposable {
  /**
   * Appends one line; NaN and infinities become `"NaN"`, `"Infinity"`, `"-Infinity"`.
   *
   * @throws {StorageError} when it cannot be written
   */
  write(record: object): void;
}

/**
 * Opens a log for appending, with its folder. Each line is written at once, so a killed process leaves whole lines and
 * at most one piece at the end, which opening the log again removes.
 *
 * @throws {StorageError} when the file cannot be opened
 * @example
 * ```ts
 * import { jsonLinesLog, readJsonLines } from '@fm/train/node';
 *
 * {
 *   using log = jsonLinesLog('runs/shakespeare/log.jsonl');
 *   for (const step of [1, 2]) log.write({ step, loss: step === 1 ? 4.2 : NaN });
 * }
 * await readJsonLines('runs/shakespeare/log.jsonl'); // => [{ step: 1, loss: 4.2 }, { step: 2, loss: 'NaN' }]
 * ```
 */
export function jsonLinesLog(path: string): JsonLinesLog {
  let file: number;
  try {
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(path, 'a+');
    removeUnfinishedLine(file);
  } catch (error) {
    throw storageFailure(`Cannot open the log ${path}`, error);
  }
  let isOpen = true;
  return {
    write(record) {
      try {
        writeSync(file, `${JSON.stringify(record, spellNonFinite)}\n`);
      } catch (error) {
        throw storageFailure(`Cannot write to the log ${path}`, error);
      }
    },
    [Symbol.dispose]() {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}

/**
 * The records of a log; an unfinished last line is left out.
 *
 * @throws {StorageError} when the file cannot be read
 * @throws {FormatError} naming the line that is no JSON
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { readJsonLines } from '@fm/train/node';
 *
 * // As a process that was killed while writing leaves it.
 * await writeFile('log.jsonl', '{"step":1,"loss":4.2}\n{"step":2,"lo');
 * await readJsonLines('log.jsonl'); // => [{ step: 1, loss: 4.2 }]
 * ```
 */
export async function readJsonLines(path: string): Promise<readonly unknown[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw storageFailure(`Cannot read the log ${path}`, error);
  }
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, i) => {
    try {
      return JSON.parse(line) as unknown;
    } catch (cause) {
      throw new FormatError(`The log ${path} is damaged in line ${i + 1}`, {
        expected: 'JSON',
        received: line.slice(0, 60),
        cause,
      });
    }
  });
}

function spellNonFinite(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? `${value}` : value;
}

function removeUnfinishedLine(file: number): void {
  const newline = 0x0a;
  const block = new Uint8Array(4096);
  for (let end = fstatSync(file).size; end > 0;) {
    const start = Math.max(0, end - block.length);
    readSync(file, block, 0, end - start, start);
    const last = block.subarray(0, end - start).lastIndexOf(newline);
    if (last >= 0 || start === 0) {
      ftruncateSync(file, start + last + 1);
      return;
    }
    end = start;
  }
}
