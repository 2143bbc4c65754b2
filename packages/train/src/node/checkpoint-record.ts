import { createHash } from 'node:crypto';

import { type DataCursor, FormatError } from '@fm/core';

/** Everything of a checkpoint but its tensors. */
export interface CheckpointRecord {
  readonly step: number;
  readonly cursor: DataCursor | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Length and checksum of `state.safetensors`. */
  readonly state: { readonly bytes: number; readonly sha256: string };
}

const version = 1;

/** The record as JSON, with a checksum of itself. */
export function stringifyRecord(record: CheckpointRecord): string {
  const text = JSON.stringify(record);
  return `${JSON.stringify({ format: 'fm checkpoint', version, sha256: digest(text), record: JSON.parse(text) as unknown }, undefined, 2)}\n`;
}

/**
 * Reads what {@link stringifyRecord} wrote.
 *
 * @throws {FormatError} when the text is damaged or of another format
 */
export function parseRecord(text: string, path: string): CheckpointRecord {
  let file: { readonly version?: unknown; readonly sha256?: unknown; readonly record?: CheckpointRecord };
  try {
    file = JSON.parse(text) as typeof file;
  } catch (cause) {
    throw damaged(path, 'JSON', `${text.slice(0, 24)}…`, cause);
  }
  if (file === null || file.version !== version || file.record === undefined) {
    throw damaged(path, `a checkpoint record of version ${version}`, `version ${String(file?.version)}`);
  }
  // The checksum vouches for every field: the record is what was written, to the last digit.
  const found = digest(JSON.stringify(file.record));
  if (found !== file.sha256) throw damaged(path, `SHA-256 ${String(file.sha256)}`, found);
  return file.record;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function damaged(path: string, expected: string, received: string, cause?: unknown): FormatError {
  return new FormatError(`The checkpoint record ${path} is damaged`, {
    expected,
    received,
    hint: 'Use an older checkpoint.',
    cause,
  });
}
