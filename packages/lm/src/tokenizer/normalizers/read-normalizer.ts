import * as z from 'zod';
import { parsePart, partOf } from '../tokenizer-json/parse-part.ts';
import { bertNormalizer, bertNormalizerSchema } from './bert.ts';
import { byteLevelNormalizer } from './byte-level.ts';
import { lowercase } from './lowercase.ts';
import { nmt } from './nmt.ts';
import type { NormalizerPart } from './normalizer-part.ts';
import { precompiled, precompiledSchema } from './precompiled.ts';
import { prepend, prependSchema } from './prepend.ts';
import { replace, replaceSchema } from './replace.ts';
import { normalizerSequence } from './sequence.ts';
import { strip, stripSchema } from './strip.ts';
import { stripAccents } from './strip-accents.ts';
import { unicodeNormalizer } from './unicode-normalizer.ts';

const field = 'normalizer';
const sequenceSchema = z.object({ normalizers: z.array(z.unknown()).max(64) });

/** What reads each kind of normalizer: the only list of them. */
const readers: Readonly<Record<string, (json: unknown, depth: number) => NormalizerPart>> = {
  BertNormalizer(json) {
    const part = parsePart(bertNormalizerSchema, json, field);
    return bertNormalizer({
      cleanText: part.clean_text,
      handleChineseCharacters: part.handle_chinese_chars,
      stripAccents: part.strip_accents ?? undefined,
      lowercase: part.lowercase,
    });
  },
  ByteLevel: () => byteLevelNormalizer(),
  Lowercase: () => lowercase(),
  NFC: () => unicodeNormalizer('NFC'),
  NFD: () => unicodeNormalizer('NFD'),
  NFKC: () => unicodeNormalizer('NFKC'),
  NFKD: () => unicodeNormalizer('NFKD'),
  Nmt: () => nmt(),
  Precompiled: (json) => precompiled(parsePart(precompiledSchema, json, field).precompiled_charsmap),
  Prepend: (json) => prepend(parsePart(prependSchema, json, field).prepend),
  Replace(json) {
    const { pattern, content } = parsePart(replaceSchema, json, field);
    return replace(pattern, content);
  },
  Sequence: (json, depth) =>
    normalizerSequence(
      parsePart(sequenceSchema, json, field).normalizers.map((part) => read(part, depth + 1)),
    ),
  Strip(json) {
    const { strip_left: left, strip_right: right } = parsePart(stripSchema, json, field);
    return strip({ left, right });
  },
  StripAccents: () => stripAccents(),
};

/**
 * The normalizer of a parsed `tokenizer.json`.
 *
 * @throws {FormatError} when a field is missing or damaged
 * @throws {UnsupportedError} when it is of an unknown type, or has a pattern that cannot be expressed
 */
export function readNormalizer(json: unknown): NormalizerPart {
  return read(json, 0);
}

function read(json: unknown, depth: number): NormalizerPart {
  return partOf(readers, json, field, depth)(json, depth);
}
