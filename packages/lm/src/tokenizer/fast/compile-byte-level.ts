import type { Bpe } from '../models/bpe/bpe.ts';
import type { IdEncoder, Normalizer, PreTokenizer, TokenizerModel } from '../pipeline/stage.ts';
import {
  type ByteLevelPreTokenizerJson,
  byteLevelPreTokenizerSchema,
  gpt2Pattern,
} from '../pre-tokenizers/byte-level.ts';
import { type SplitJson, splitSchema } from '../pre-tokenizers/split.ts';
import { compilePattern } from '../text/pattern/compile-pattern.ts';
import type { UnicodeForm } from '../text/unicode-form.ts';
import { byteLevelEncoder, type PieceEncoding } from './byte-level-encoder.ts';
import { patternCutter } from './pattern-cutter.ts';
import { singleByteIds } from './pieces/single-byte-ids.ts';
import { PieceEncoder } from './pieces/piece-encoder.ts';
import type { ShortPieces } from './pieces/short-pieces.ts';
import { tokenLengths } from './pieces/token-lengths.ts';
import type { Automaton } from './scanners/scanner.ts';
import { scannerOf } from './split-families.ts';
import { scannerCutter, type TextCutter } from './text-cutter.ts';
import { pieceLoop } from './wasm/piece-loop.ts';

/** The stages between a text and its ids. */
export interface EncodingStages {
  readonly normalizer?: Normalizer | undefined;
  readonly preTokenizer?: PreTokenizer | undefined;
  readonly model: TokenizerModel;
}

/**
 * An encoder for BPE over the byte-level alphabet: no normalizer or a Unicode form, then `ByteLevel` alone or after
 * `Split`s. `undefined` for other stages, and where the model's dropout or affixes ask for more.
 */
export function compileByteLevel({ normalizer, preTokenizer, model }: EncodingStages): IdEncoder | undefined {
  const form = formOf(normalizer);
  const cut = preTokenizer === undefined ? undefined : cuttingOf(preTokenizer);
  if (form === undefined || cut === undefined || !isBpe(model) || !isPlain(model)) return undefined;
  const byteIds = singleByteIds(model.entries);
  if (byteIds === undefined) return undefined;
  return byteLevelEncoder(() => pieceEncoding(model, byteIds, cut.cutter.automaton), {
    ...cut,
    ...(form === 'none' ? {} : { form }),
    lengths: () => tokenLengths(model.entries),
  });
}

/** In WebAssembly where the pattern's automaton is known and the environment has it. */
function pieceEncoding(model: Bpe, byteIds: Int32Array, automaton: Automaton | undefined): PieceEncoding {
  const newEncoder = (short?: ShortPieces): PieceEncoder => new PieceEncoder(model, byteIds, short);
  const loop = automaton && pieceLoop(automaton, newEncoder);
  return { encoder: loop?.encoder ?? newEncoder(), loop };
}

const forms: readonly UnicodeForm[] = ['NFC', 'NFD', 'NFKC', 'NFKD'];

function isBpe(model: TokenizerModel): model is Bpe {
  return 'type' in model && model.type === 'BPE';
}

function isPlain({ dropout, continuingSubwordPrefix, endOfWordSuffix }: Bpe): boolean {
  return dropout === 0 && continuingSubwordPrefix === '' && endOfWordSuffix === '';
}

function formOf(normalizer: Normalizer | undefined): UnicodeForm | 'none' | undefined {
  if (normalizer === undefined) return 'none';
  const [only, ...others] = flatten<Normalizer>(normalizer).map(fileEntry);
  if (only === undefined) return 'none';
  return others.length === 0 ? forms.find((form) => form === (only as { type?: unknown }).type) : undefined;
}

interface Cutting {
  readonly cutter: TextCutter;
  readonly addPrefixSpace: boolean;
}

function cuttingOf(preTokenizer: PreTokenizer): Cutting | undefined {
  const parts = flatten<PreTokenizer>(preTokenizer).map(fileEntry);
  const last = byteLevelPreTokenizerSchema.safeParse(parts.at(-1));
  if (!last.success) return undefined;
  const splits = parts.slice(0, -1).map((part) => splitSchema.safeParse(part).data);
  const cutter = splits.length === 0 ? cutterAlone(last.data) : cutterAfter(splits, last.data);
  return cutter && { cutter, addPrefixSpace: last.data.add_prefix_space };
}

function cutterAlone({ use_regex }: ByteLevelPreTokenizerJson): TextCutter | undefined {
  const scanner = use_regex ? scannerOf([gpt2Pattern]) : undefined;
  return scanner && scannerCutter(scanner);
}

function cutterAfter(
  splits: readonly (SplitJson | undefined)[],
  byteLevel: ByteLevelPreTokenizerJson,
): TextCutter | undefined {
  // A pattern or a prefix of ByteLevel's own would apply to every piece.
  if (byteLevel.use_regex || byteLevel.add_prefix_space) return undefined;
  const patterns = splits.map((split) => split && isolatedPattern(split));
  if (!patterns.every((pattern) => pattern !== undefined)) return undefined;
  const keepsGaps = patterns.every((pattern) => pattern.keepsGaps);
  const scanner = scannerOf(patterns.map(({ regex }) => regex));
  const [only, ...others] = patterns;
  // A single pattern that is known leaves no gaps.
  if (scanner !== undefined && (keepsGaps || others.length === 0)) return scannerCutter(scanner);
  if (only === undefined || others.length > 0 || !keepsGaps) return undefined;
  return patternCutter(compilePattern(only.regex));
}

/** The pattern of a split whose matches are pieces; `keepsGaps`: so is what lies between. */
function isolatedPattern({
  pattern,
  behavior,
  invert,
}: SplitJson): { regex: string; keepsGaps: boolean } | undefined {
  if (!('Regex' in pattern)) return undefined;
  if (behavior === 'Isolated') return { regex: pattern.Regex, keepsGaps: true };
  return behavior === 'Removed' && invert ? { regex: pattern.Regex, keepsGaps: false } : undefined;
}

/** The parts of a sequence, and of sequences in it; a part that is none is alone. */
function flatten<Part extends object>(part: Part): readonly Part[] {
  if (!('parts' in part)) return [part];
  return (part.parts as readonly Part[]).flatMap((each) => flatten(each));
}

function fileEntry(part: object): unknown {
  return 'json' in part ? part.json : {};
}
