import { ArgumentError, UnsupportedError } from '@fm/core';
import { byteFallbackDecoder } from '../decoders/byte-fallback.ts';
import { fuseDecoder } from '../decoders/fuse.ts';
import { replaceDecoder } from '../decoders/replace.ts';
import { decoderSequence } from '../decoders/sequence.ts';
import { stripDecoder } from '../decoders/strip.ts';
import type { StreamDecoder } from '../decoders/token-writer.ts';
import type { PostProcessor } from '../post-processors/post-processor.ts';
import { type TemplatePieceJson, templateProcessing } from '../post-processors/template.ts';
import { TextTokenizer } from '../text-tokenizer.ts';
import { decodeSentencePieceModel, type SentencePieceModel } from './model-proto.ts';
import { sentencePieceNormalizer, spaceSymbol } from './normalizer.ts';
import { sentencePieceModel } from './sentence-piece-model.ts';

const everyLeadingSpace = 0xffff;

/** Options of {@link readSentencePiece}; the file does not say what a model wants around its texts. */
export interface SentencePieceOptions {
  /** Put the begin-of-text token, usually `<s>`, before each text. @default false */
  readonly addBeginOfText?: boolean;
  /** Put the end-of-text token, usually `</s>`, behind each text. @default false */
  readonly addEndOfText?: boolean;
}

/**
 * The tokenizer of a SentencePiece `.model` file: the ids that SentencePiece gives, from its own normalization and
 * arithmetic. Its control pieces are special tokens.
 *
 * `toJSON` writes the nearest that `tokenizer.json` can say: there, rules of the charsmap apply within grapheme
 * clusters, scores are summed in 64 bits, and user-defined symbols of a BPE model are not cut out first.
 *
 * @param file - the bytes of the file
 * @throws {FormatError} when the file is damaged
 * @throws {UnsupportedError} when it is a word or character model, has unused pieces in BPE, or rewrites decoded text
 * @throws {ArgumentError} when a token that the options ask for is not in the file
 * @example
 * ```ts
 * import { readSentencePiece } from '@fm/lm/tokenizer';
 *
 * // A file of four pieces; a real one comes from `await readFile('spiece.model')`.
 * const base64 = 'Cg4KBTx1bms+FQAAAAAYAgoNCgQ8L3M+FQAAAAAYAwoMCgXiloF0bxUAAIC/CgwKBeKWgWJlFQAAgL8=';
 * const tokenizer = readSentencePiece(Buffer.from(base64, 'base64'), { addEndOfText: true });
 * tokenizer.encode('to be').tokens; // => ['▁to', '▁be', '</s>']
 * ```
 */
export function readSentencePiece(file: Uint8Array, options: SentencePieceOptions = {}): TextTokenizer {
  const model = decodeSentencePieceModel(file);
  if (model.hasDenormalizer) {
    throw new UnsupportedError('The SentencePiece model rewrites what it decodes, which is not supported', {
      expected: 'a model without denormalizer_spec',
    });
  }
  const { normalizer, treatWhitespaceAsSuffix, pieces, endPiece } = model;
  const special = pieces.filter(({ type }) => type === 'control' || type === 'unknown');
  return new TextTokenizer(
    {
      normalizer: sentencePieceNormalizer(normalizer, {
        treatWhitespaceAsSuffix,
        userDefined: pieces.filter(({ type }) => type === 'user-defined').map(({ piece }) => piece),
      }),
      model: sentencePieceModel(model),
      postProcessor: aroundText(model, options),
      decoder: sentencePieceDecoder(model),
      addedTokens: special.map(({ piece }) => ({ content: piece, special: true })),
    },
    special.some(({ piece }) => piece === endPiece) ? { endOfText: endPiece } : {},
  );
}

function aroundText(
  { pieces, beginPiece, endPiece }: SentencePieceModel,
  { addBeginOfText = false, addEndOfText = false }: SentencePieceOptions,
): PostProcessor | undefined {
  const before = addBeginOfText ? [beginPiece] : [];
  const after = addEndOfText ? [endPiece] : [];
  const used = [...before, ...after];
  if (used.length === 0) return undefined;
  const ids = used.map((token) => {
    const id = pieces.findIndex(({ piece, type }) => piece === token && type === 'control');
    if (id >= 0) return [token, { id: token, ids: [id], tokens: [token] }] as const;
    throw new ArgumentError('The SentencePiece model has no such control token', { received: token });
  });
  const text = (id: 'A' | 'B'): TemplatePieceJson[] => [
    ...before.map((token) => ({ SpecialToken: { id: token, type_id: 0 } })),
    { Sequence: { id, type_id: 0 } },
    ...after.map((token) => ({ SpecialToken: { id: token, type_id: 0 } })),
  ];
  return templateProcessing({
    single: text('A'),
    pair: [...text('A'), ...text('B')],
    special_tokens: Object.fromEntries(ids),
  });
}

function sentencePieceDecoder({ normalizer, byteFallback }: SentencePieceModel): StreamDecoder {
  const dummySpaces = normalizer.addDummyPrefix ? 1 : 0;
  const start = normalizer.removeExtraWhitespaces ? everyLeadingSpace : dummySpaces;
  return decoderSequence([
    replaceDecoder({ String: spaceSymbol }, ' '),
    ...(byteFallback ? [byteFallbackDecoder()] : []),
    fuseDecoder(),
    ...(start > 0 ? [stripDecoder({ content: ' ', start })] : []),
  ]);
}
