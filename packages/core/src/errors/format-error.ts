import { FmError, type FmErrorDetails } from './fm-error.ts';

/** Foreign bytes (checkpoint, tokenizer file, dataset, configuration) are damaged, hostile or of another format. Replace the file. */
export class FormatError extends FmError {
  declare readonly code: 'FM_FORMAT';

  constructor(summary: string, details?: FmErrorDetails) {
    super('FM_FORMAT', summary, details);
  }
}
