import { UnsupportedError } from '@fm/core';
import type { PostProcessor } from './post-processor.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `Sequence` of post-processors in `tokenizer.json`. */
export interface PostProcessorSequenceJson {
  readonly type: 'Sequence';
  readonly processors: readonly unknown[];
}

/**
 * Several post-processors as one; at most one of them may add tokens, and at most one may trim offsets.
 *
 * @throws {UnsupportedError} when several add tokens or trim offsets
 * @example
 * ```ts
 * import { bertProcessing, byteLevelProcessing, postProcessorSequence } from '@fm/lm/tokenizer';
 *
 * const processor = postProcessorSequence([
 *   byteLevelProcessing({ type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true }),
 *   bertProcessing({ cls: ['[CLS]', 0], sep: ['[SEP]', 1] }),
 * ]);
 * processor.layout?.single.length; // => 3
 * processor.trimming; // => { addPrefixSpace: true }
 * ```
 */
export function postProcessorSequence(
  processors: readonly PostProcessor[],
): PostProcessor & SavedAs<PostProcessorSequenceJson> {
  const layouts = processors.map((processor) => processor.layout).filter((layout) => layout !== undefined);
  const trimmings = processors.map((processor) => processor.trimming).filter((trim) => trim !== undefined);
  if (layouts.length > 1 || trimmings.length > 1) {
    throw new UnsupportedError('Several post-processors add tokens or trim offsets', {
      expected: 'at most one of each',
      received: `${layouts.length} and ${trimmings.length}`,
    });
  }
  return Object.freeze({
    layout: layouts[0],
    trimming: trimmings[0],
    toJSON: () =>
      ({ type: 'Sequence', processors: processors.map((processor) => processor.toJSON()) }) as const,
  });
}
