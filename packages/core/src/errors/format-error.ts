import { FmError, type FmErrorDetails } from './fm-error.ts';

/**
 * Foreign bytes (checkpoint, tokenizer file, dataset, configuration) are damaged, hostile or of another format. Replace the file.
 *
 * @example
 * ```ts
 * import { FormatError, readSafetensors } from '@fm/core';
 *
 * try {
 *   readSafetensors(new TextEncoder().encode('<!doctype html>'));
 * } catch (error) {
 *   error instanceof FormatError && error.code; // => 'FM_FORMAT'
 * }
 * ```
 */
export class FormatError extends FmError {
  declare readonly code: 'FM_FORMAT';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_FORMAT', summary, details);
  }
}
