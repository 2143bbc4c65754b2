import * as z from 'zod';
import { parsePart, partOf } from '../tokenizer-json/parse-part.ts';
import { bpeDecoder, bpeDecoderSchema } from './bpe-decoder.ts';
import { byteFallbackDecoder } from './byte-fallback.ts';
import { byteLevelDecoder, byteLevelDecoderSchema } from './byte-level.ts';
import { ctcDecoder, ctcSchema } from './ctc.ts';
import { fuseDecoder } from './fuse.ts';
import { metaspaceDecoder, metaspaceDecoderSchema } from './metaspace.ts';
import { replaceDecoder, replaceDecoderSchema } from './replace.ts';
import { decoderSequence } from './sequence.ts';
import { stripDecoder, stripDecoderSchema } from './strip.ts';
import type { StreamDecoder } from './token-writer.ts';
import { wordPieceDecoder, wordPieceDecoderSchema } from './word-piece.ts';

const field = 'decoder';
const sequenceSchema = z.object({ decoders: z.array(z.unknown()).max(64) });

/** What reads each kind of decoder: the only list of them. */
const readers: Readonly<Record<string, (json: unknown, depth: number) => StreamDecoder>> = {
  BPEDecoder: (json) => bpeDecoder(parsePart(bpeDecoderSchema, json, field)),
  ByteFallback: () => byteFallbackDecoder(),
  ByteLevel: (json) => byteLevelDecoder(parsePart(byteLevelDecoderSchema, json, field)),
  CTC(json) {
    const {
      pad_token: padToken,
      word_delimiter_token: wordDelimiterToken,
      cleanup,
    } = parsePart(ctcSchema, json, field);
    return ctcDecoder({ padToken, wordDelimiterToken, cleanup });
  },
  Fuse: () => fuseDecoder(),
  Metaspace(json) {
    const {
      replacement,
      prepend_scheme: prependScheme,
      split,
    } = parsePart(metaspaceDecoderSchema, json, field);
    return metaspaceDecoder({ replacement, prependScheme, split });
  },
  Replace(json) {
    const { pattern, content } = parsePart(replaceDecoderSchema, json, field);
    return replaceDecoder(pattern, content);
  },
  Sequence: (json, depth) =>
    decoderSequence(parsePart(sequenceSchema, json, field).decoders.map((part) => read(part, depth + 1))),
  Strip: (json) => stripDecoder(parsePart(stripDecoderSchema, json, field)),
  WordPiece: (json) => wordPieceDecoder(parsePart(wordPieceDecoderSchema, json, field)),
};

/**
 * The decoder of a parsed `tokenizer.json`.
 *
 * @throws {FormatError} when a field is missing or damaged
 * @throws {UnsupportedError} when it is of an unknown type, or has a pattern that cannot be expressed
 */
export function readDecoder(json: unknown): StreamDecoder {
  return read(json, 0);
}

function read(json: unknown, depth: number): StreamDecoder {
  return partOf(readers, json, field, depth)(json, depth);
}
