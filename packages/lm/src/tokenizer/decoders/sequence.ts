import { type StreamDecoder, streamDecoder } from './token-writer.ts';
import type { SavedAs } from '../pipeline/stage.ts';

/** `Sequence` of decoders in `tokenizer.json`. */
export interface DecoderSequenceJson {
  readonly type: 'Sequence';
  readonly decoders: readonly unknown[];
}

/**
 * Decoders one after the other.
 *
 * @example
 * ```ts
 * import { decoderSequence, fuseDecoder, replaceDecoder, stripDecoder } from '@fm/lm/tokenizer';
 *
 * const spaces = replaceDecoder({ String: '▁' }, ' ');
 * const decoder = decoderSequence([spaces, fuseDecoder(), stripDecoder({ start: 1 })]);
 * decoder.decode(['▁to', '▁be']); // => ['to be']
 * ```
 */
export function decoderSequence(
  decoders: readonly StreamDecoder[],
): StreamDecoder & SavedAs<DecoderSequenceJson> {
  const json = { type: 'Sequence' as const, decoders: decoders.map((decoder) => decoder.toJSON()) };
  const steps = decoders.map((decoder) => decoder.steps);
  return streamDecoder(
    json,
    (next) => decoders.reduceRight((writer, decoder) => decoder.stream(writer), next),
    steps.every((each) => each !== undefined) ? steps.flat() : undefined,
  );
}
