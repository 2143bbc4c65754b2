import { fuseDecoder } from './fuse.ts';
import { replaceString } from './replace.ts';
import { type StreamDecoder, streamDecoder } from './token-writer.ts';

const spaces = [' .', ' ?', ' !', ' ,', " ' ", " n't", " 'm", " 's", " 've", " 're"];

/**
 * Removes spaces before punctuation and in English contractions from the whole text, as Python's transformers does
 * where `clean_up_tokenization_spaces` is set.
 */
export function cleanUpSpaces(): StreamDecoder {
  return streamDecoder(undefined, (next) =>
    fuseDecoder().stream(
      spaces.reduceRight((writer, space) => replaceString(writer, space, space.trim()), next),
    ),
  );
}
