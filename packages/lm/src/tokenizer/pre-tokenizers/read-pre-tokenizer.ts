import * as z from 'zod';
import { parsePart, partOf } from '../tokenizer-json/parse-part.ts';
import { bertPreTokenizer } from './bert.ts';
import { byteLevelPreTokenizer, byteLevelPreTokenizerSchema } from './byte-level.ts';
import { charDelimiterSplit, charDelimiterSplitSchema } from './char-delimiter-split.ts';
import { digits, digitsSchema } from './digits.ts';
import { fixedLength, fixedLengthSchema } from './fixed-length.ts';
import { metaspace, metaspaceSchema } from './metaspace.ts';
import type { PreTokenizerPart } from './pre-tokenizer-part.ts';
import { punctuation, punctuationSchema } from './punctuation.ts';
import { preTokenizerSequence } from './sequence.ts';
import { split, splitSchema } from './split.ts';
import { unicodeScripts } from './unicode-scripts.ts';
import { whitespace, whitespaceSplit } from './whitespace.ts';

const field = 'pre_tokenizer';
const sequenceSchema = z.object({ pretokenizers: z.array(z.unknown()).max(64) });

/** What reads each kind of pre-tokenizer: the only list of them. */
const readers: Readonly<Record<string, (json: unknown, depth: number) => PreTokenizerPart>> = {
  BertPreTokenizer: () => bertPreTokenizer(),
  ByteLevel(json) {
    const part = parsePart(byteLevelPreTokenizerSchema, json, field);
    return byteLevelPreTokenizer({
      addPrefixSpace: part.add_prefix_space,
      trimOffsets: part.trim_offsets,
      useRegex: part.use_regex,
    });
  },
  CharDelimiterSplit: (json) =>
    charDelimiterSplit(parsePart(charDelimiterSplitSchema, json, field).delimiter),
  Digits: (json) => digits({ individualDigits: parsePart(digitsSchema, json, field).individual_digits }),
  FixedLength: (json) => fixedLength(parsePart(fixedLengthSchema, json, field).length),
  Metaspace(json) {
    const part = parsePart(metaspaceSchema, json, field);
    return metaspace({
      replacement: part.replacement,
      prependScheme: part.prepend_scheme,
      split: part.split,
    });
  },
  Punctuation: (json) => punctuation(parsePart(punctuationSchema, json, field).behavior),
  Sequence: (json, depth) =>
    preTokenizerSequence(
      parsePart(sequenceSchema, json, field).pretokenizers.map((part) => read(part, depth + 1)),
    ),
  Split(json) {
    const { pattern, behavior, invert } = parsePart(splitSchema, json, field);
    return split(pattern, { behavior, invert });
  },
  UnicodeScripts: () => unicodeScripts(),
  Whitespace: () => whitespace(),
  WhitespaceSplit: () => whitespaceSplit(),
};

/**
 * The pre-tokenizer of a parsed `tokenizer.json`.
 *
 * @throws {FormatError} when a field is missing or damaged
 * @throws {UnsupportedError} when it is of an unknown type, or has a pattern that cannot be expressed
 */
export function readPreTokenizer(json: unknown): PreTokenizerPart {
  return read(json, 0);
}

function read(json: unknown, depth: number): PreTokenizerPart {
  return partOf(readers, json, field, depth)(json, depth);
}
