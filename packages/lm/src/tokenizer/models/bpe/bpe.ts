import type { TokenizerModel } from '../../pipeline/stage.ts';
import { vocabulary } from '../vocabulary/vocabulary.ts';
import type { BpeJson } from './bpe-json.ts';
import { dropoutCoin } from './dropout.ts';
import { initialSymbols } from './initial-symbols.ts';
import { readMerges, spellMerges, type SpelledMerge } from './merge-list.ts';
import { PairTable } from './pair-table.ts';
import { SymbolMerger } from './symbol-merger.ts';

/** A byte-pair-encoding model. */
export interface Bpe extends TokenizerModel {
  /** Names the model. */
  readonly type: 'BPE';
  /** Ids by token. */
  readonly entries: ReadonlyMap<string, number>;
  /** The merges by id. */
  readonly pairs: PairTable;
  /** Probability that a merge is left out, in [0, 1]. */
  readonly dropout: number;
  /** The token of characters that the vocabulary lacks, if there is one. */
  readonly unknownToken: string | undefined;
  /** Whether neighbouring unknown characters are one token. */
  readonly fuseUnknown: boolean;
  /** Stands in the vocabulary before what continues a word. */
  readonly continuingSubwordPrefix: string;
  /** Stands in the vocabulary behind what ends a word. */
  readonly endOfWordSuffix: string;
  /** Whether unknown characters are spelled with tokens of bytes. */
  readonly byteFallback: boolean;
  /** Whether a piece that is a token is taken whole. */
  readonly ignoreMerges: boolean;
  /** Its entry in `tokenizer.json`. */
  toJSON(): BpeJson;
}

/** Options of {@link bpe}. */
export interface BpeOptions {
  /** Probability that a merge is left out, for training on varied segmentations; in [0, 1]. @default 0 */
  readonly dropout?: number;
  /** Seed of the dropout. @default 0 */
  readonly seed?: number;
  /** Token of characters that are not in the vocabulary. @default none: they are left out */
  readonly unknownToken?: string;
  /** Make one unknown token of neighbouring unknown characters. @default false */
  readonly fuseUnknown?: boolean;
  /** What tokens inside a word begin with in the vocabulary. @default '' */
  readonly continuingSubwordPrefix?: string;
  /** What tokens at the end of a word end with in the vocabulary. @default '' */
  readonly endOfWordSuffix?: string;
  /** Spell characters that are not in the vocabulary as their UTF-8 bytes, `<0xE2>`. @default false */
  readonly byteFallback?: boolean;
  /** Take a piece that is a token as it is, whatever the merges would make of it. @default false */
  readonly ignoreMerges?: boolean;
}

/**
 * A model that begins with characters and merges neighbours, the earliest merge of the list first and the leftmost
 * among equals, in O(n log n) for a piece of n characters.
 *
 * @param entries - ids by token
 * @param merges - the merges in order: pairs of tokens, or `'a b'`, or a table by id
 * @throws {ArgumentError} when `dropout` is not in [0, 1]
 * @throws {FormatError} when a merge uses a token that the vocabulary lacks
 * @see Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units", arXiv:1508.07909
 * @example
 * ```ts
 * import { bpe } from '@fm/lm/tokenizer';
 *
 * const model = bpe(new Map([['l', 0], ['o', 1], ['w', 2], ['lo', 3], ['low', 4]]), ['l o', 'lo w']);
 * const ids: number[] = [];
 * model.tokenize('lowlo', { add: (id) => ids.push(id) });
 * ids; // => [4, 3]
 * ```
 */
export function bpe(
  entries: ReadonlyMap<string, number>,
  merges: readonly SpelledMerge[] | PairTable,
  options: BpeOptions = {},
): Bpe {
  const { dropout = 0, seed = 0, unknownToken, fuseUnknown = false, byteFallback = false } = options;
  const { continuingSubwordPrefix = '', endOfWordSuffix = '', ignoreMerges = false } = options;
  const settings = {
    unknownToken,
    fuseUnknown,
    continuingSubwordPrefix,
    endOfWordSuffix,
    byteFallback,
  };
  const { size, idOf, tokenOf, toJSON } = vocabulary(entries);
  const pairs = merges instanceof PairTable ? merges : readMerges(entries, merges, continuingSubwordPrefix);
  const merger = new SymbolMerger(pairs);
  const symbolsOf = initialSymbols(entries, settings);
  const coin = dropoutCoin(dropout, seed);

  return Object.freeze<Bpe>({
    type: 'BPE',
    vocabularySize: size,
    entries,
    pairs,
    dropout,
    ...settings,
    ignoreMerges,
    tokenOf,
    idOf,
    tokenize(text, sink) {
      const whole = ignoreMerges && dropout === 0 ? entries.get(text) : undefined;
      if (whole !== undefined) return sink.add(whole, 0, text.length);
      const { ids, starts, ends } = symbolsOf(text);
      merger.reserve(ids.length);
      merger.ids.set(ids);
      const count = merger.merge(ids.length, dropout === 0 ? undefined : coin);
      for (let i = 0; i < count; i++) {
        const last = (i + 1 < count ? merger.first[i + 1]! : ids.length) - 1;
        sink.add(merger.ids[i]!, starts[merger.first[i]!]!, ends[last]!);
      }
    },
    toJSON: () => ({
      type: 'BPE',
      dropout: dropout === 0 ? null : dropout,
      unk_token: unknownToken ?? null,
      continuing_subword_prefix: continuingSubwordPrefix === '' ? null : continuingSubwordPrefix,
      end_of_word_suffix: endOfWordSuffix === '' ? null : endOfWordSuffix,
      fuse_unk: fuseUnknown,
      byte_fallback: byteFallback,
      ignore_merges: ignoreMerges,
      vocab: toJSON(),
      merges: spellMerges(pairs, tokenOf),
    }),
  });
}
