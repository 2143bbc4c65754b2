import type { NormalizerPart } from '../normalizers/normalizer-part.ts';
import type { ReplaceJson } from '../normalizers/replace.ts';
import { normalizerSequence } from '../normalizers/sequence.ts';
import { AlignedText } from '../pipeline/aligned-text.ts';
import type { IdEncoder, TokenSink } from '../pipeline/stage.ts';
import type { MetaspaceJson } from '../pre-tokenizers/metaspace.ts';
import type { PreTokenizerPart } from '../pre-tokenizers/pre-tokenizer-part.ts';
import type { EncodingStages } from './compile-byte-level.ts';
import { joinedPairs } from './llama-pairs.ts';
import { type CutRules, metaspaceWords } from './metaspace-words.ts';
import { wordPieceWords } from './wordpiece-words.ts';
import { type EncodeWord, wordwiseEncoder, type WordScanner } from './wordwise-encoder.ts';

/** Normalizers that look at no more than one grapheme, or at neighbouring spaces. */
const localNormalizers = new Set([
  'Precompiled',
  'BertNormalizer',
  'NFC',
  'NFD',
  'NFKC',
  'NFKD',
  'Nmt',
  'Lowercase',
  'StripAccents',
  'Prepend',
]);

/**
 * An encoder that encodes each distinct word once, for chains in which words do not see each other:
 *
 * - what splits at white space: `Metaspace`, `WhitespaceSplit` and `BertPreTokenizer`, before any model;
 * - BPE over whole texts as Llama 2 and Gemma use it, where no token has a space inside.
 *
 * `undefined` for other stages.
 */
export function compileWordwise({ normalizer, preTokenizer, model }: EncodingStages): IdEncoder | undefined {
  const normalizers = flatten<NormalizerPart>(normalizer);
  const preTokenizers = flatten<PreTokenizerPart>(preTokenizer);
  if (normalizers === undefined || preTokenizers === undefined || !normalizers.every(isLocal))
    return undefined;
  const inner = normalizerSequence(normalizers.filter((part) => typeOf(part) !== 'Prepend'));
  const scanner = scannerFor({ normalizers, preTokenizers, inner, model });
  if (scanner === undefined) return undefined;
  return wordwiseEncoder(scanner, encodeWord({ normalizer, preTokenizer, model }, inner));
}

/** Runs the stages on one word; only the first word of a text sees what is put in front of the text. */
function encodeWord({ normalizer, preTokenizer, model }: EncodingStages, inner: NormalizerPart): EncodeWord {
  return (word, isFirst, ids) => {
    const sink: TokenSink = { add: (id) => void ids.push(id) };
    const normalized = isFirst ? (normalizer?.normalize(word) ?? word) : inner.normalize(word);
    if (normalized.length === 0) return;
    const pieces = preTokenizer?.split(normalized) ?? [normalized];
    for (const piece of pieces) if (piece.length > 0) model.tokenize(piece.text, sink);
  };
}

interface Chain {
  readonly normalizers: readonly NormalizerPart[];
  readonly preTokenizers: readonly PreTokenizerPart[];
  /** The normalizers without what is put in front of a text. */
  readonly inner: NormalizerPart;
  readonly model: EncodingStages['model'];
}

function scannerFor(chain: Chain): WordScanner | undefined {
  const { normalizers, preTokenizers, inner } = chain;
  const [first] = preTokenizers;
  const spaces = [textOf(inner, 'a a'), textOf(inner, 'a  a')];
  const keepsSpaces = spaces.every((text) => /^a +a$/.test(text));
  const marksSpaces = spaces.every((text) => /^a▁+a$/.test(text));
  switch (first && typeOf(first)) {
    case 'BertPreTokenizer':
      return normalizers.every((part) => typeOf(part) === 'BertNormalizer') ? wordPieceWords : undefined;
    case 'WhitespaceSplit':
      return keepsSpaces ? metaspaceWords(separatedWords(chain)) : undefined;
    case 'Metaspace': {
      const { replacement, split } = (first as PreTokenizerPart<MetaspaceJson>).json;
      if (replacement !== '▁' || !spaces.every((text) => /^a[ ▁]+a$/.test(text))) return undefined;
      if (split) return metaspaceWords(separatedWords(chain));
      return preTokenizers.length === 1 ? wholeTextWords(chain, true) : undefined;
    }
    case 'Split':
      return marksSpaces && preTokenizers.length === 1 && isSplitAtSpace(first as PreTokenizerPart)
        ? wholeTextWords(chain, false)
        : undefined;
    case undefined:
      return marksSpaces ? wholeTextWords(chain, false) : undefined;
    default:
      return undefined;
  }
}

/** Rules for a chain that splits at spaces: cuts go where it splits anyway. */
function separatedWords({ inner }: Chain): CutRules {
  const newlineIsSpace = textOf(inner, 'a\na') === textOf(inner, 'a a');
  return {
    beforeSpace: (character) => isInert(inner, character),
    beforeNewline: (character) => newlineIsSpace && isInert(inner, character),
    afterNewline: () => false,
  };
}

/** Words for BPE over whole texts: cuts go where no token of the vocabulary joins the two sides. */
function wholeTextWords({ inner, model }: Chain, hasMetaspace: boolean): WordScanner | undefined {
  const pairs = joinedPairs(model);
  if (pairs === undefined) return undefined;
  // A word that does not begin with a space would get Metaspace's mark.
  const cutsAtNewline = !hasMetaspace && textOf(inner, '\n') === '\n';
  const isFree = (character: string, at: 0 | -1, join: (normalized: string) => boolean): boolean =>
    isInert(inner, character) && !join([...textOf(inner, character)].at(at) as string);
  return metaspaceWords({
    beforeSpace: (character) => isFree(character, -1, (last) => pairs.isJoined(last, '▁')),
    beforeNewline: (character) =>
      cutsAtNewline && isFree(character, -1, (last) => pairs.isJoined(last, '\n')),
    afterNewline: (character) => cutsAtNewline && isFree(character, 0, (next) => pairs.isJoined('\n', next)),
  });
}

/** As in Gemma's files, behind a normalizer that leaves no spaces. */
function isSplitAtSpace({ json }: PreTokenizerPart): boolean {
  return (json as { pattern: { String?: string } }).pattern.String === ' ';
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Whether a character has no part in what the normalizers do to its neighbours: a letter, digit, punctuation mark
 * or symbol that is a grapheme of its own and stays one, without white space.
 */
function isInert(inner: NormalizerPart, character: string): boolean {
  if (!/^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)) return false;
  if ([...graphemes.segment(`a${character}a`)].length !== 3) return false;
  const text = textOf(inner, character);
  return text !== '' && text === text.trim() && !/[▁\p{M}]$/u.test(text);
}

function isLocal(part: NormalizerPart): boolean {
  if (localNormalizers.has(typeOf(part) ?? '')) return true;
  if (typeOf(part) !== 'Replace') return false;
  const { pattern, content } = part.json as ReplaceJson;
  if ('Regex' in pattern) return pattern.Regex === ' {2,}' && (content === ' ' || content === '▁');
  return pattern.String === ' ' || (/^[!-~]+$/.test(pattern.String) && /^[!-~]+$/.test(content));
}

function typeOf(part: { readonly json: unknown }): string | undefined {
  return (part.json as { type?: string }).type;
}

function textOf(normalizer: NormalizerPart, text: string): string {
  return normalizer.normalize(AlignedText.of(text)).text;
}

/** The parts of a sequence, and of sequences in it; `undefined` where one does not tell its entry in the file. */
function flatten<Part extends { readonly json: unknown }>(
  part: object | undefined,
): readonly Part[] | undefined {
  if (part === undefined) return [];
  if (!('parts' in part)) return 'json' in part ? [part as Part] : undefined;
  const lists = (part.parts as readonly object[]).map((each) => flatten<Part>(each));
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}
