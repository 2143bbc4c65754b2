import { FmError } from './fm-error.ts';

/** Foreign bytes (checkpoint, tokenizer file, dataset, configuration) are damaged, hostile or of another format. Replace the file. */
export class FormatError extends FmError {
  readonly code = 'FM_FORMAT';
}
