export type { AddedToken, AddedTokenJson } from './added-tokens/added-token.ts';
export type { AddedTokenOptions } from './added-tokens/added-vocabulary.ts';
export { byteTokenizer, type ByteTokenizerOptions } from './byte/byte-tokenizer.ts';
export {
  type CharacterTokenizer,
  characterTokenizer,
  type CharacterTokenizerOptions,
} from './character/character-tokenizer.ts';
export {
  applyChatTemplate,
  type ApplyChatTemplateOptions,
  type ChatEncodeOptions,
  type ChatTokenizer,
  type ChatTokenizerConfig,
  type TokenizedChat,
} from './chat/apply-chat-template.ts';
export { chatFormat, type ChatFormatSettings } from './chat/chat-format.ts';
export type { ChatMessage } from './chat/chat-message.ts';
export {
  type ChatSegment,
  type ChatTemplate,
  chatTemplate,
  type ChatTemplateOptions,
  type RenderChatOptions,
  type RenderedChat,
} from './chat/chat-template.ts';
export type { TemplateLimits } from './chat/jinja/budget.ts';
export { readChatTemplate, type ReadChatTemplateOptions } from './chat/read-chat-template.ts';
export { bpeDecoder } from './decoders/bpe-decoder.ts';
export { byteFallbackDecoder } from './decoders/byte-fallback.ts';
export { byteLevelDecoder, type ByteLevelDecoderJson } from './decoders/byte-level.ts';
export { ctcDecoder, type CtcOptions } from './decoders/ctc.ts';
export { fuseDecoder } from './decoders/fuse.ts';
export { metaspaceDecoder } from './decoders/metaspace.ts';
export { replaceDecoder } from './decoders/replace.ts';
export { decoderSequence } from './decoders/sequence.ts';
export { stripDecoder, type StripDecoderOptions } from './decoders/strip.ts';
export type { StreamDecoder, TokenWriter } from './decoders/token-writer.ts';
export { wordPieceDecoder } from './decoders/word-piece.ts';
export type { Padding } from './encoding/padding.ts';
export type { OffsetUnit } from './encoding/text-units.ts';
export type { TokenEncoding, TokenRange } from './encoding/token-encoding.ts';
export type { Truncation } from './encoding/truncation.ts';
export { type Bpe, bpe, type BpeOptions } from './models/bpe/bpe.ts';
export { type Unigram, unigram } from './models/unigram/unigram.ts';
export type { UnigramOptions, UnigramPiece } from './models/unigram/unigram-pieces.ts';
export { type WordLevel, wordLevel, type WordLevelOptions } from './models/word-level/word-level.ts';
export { type WordPiece, wordPiece, type WordPieceOptions } from './models/wordpiece/word-piece.ts';
export { bertNormalizer, type BertNormalizerOptions } from './normalizers/bert.ts';
export { byteLevelNormalizer } from './normalizers/byte-level.ts';
export { lowercase } from './normalizers/lowercase.ts';
export { nmt } from './normalizers/nmt.ts';
export type { NormalizerPart } from './normalizers/normalizer-part.ts';
export { precompiled } from './normalizers/precompiled.ts';
export { prepend } from './normalizers/prepend.ts';
export { replace } from './normalizers/replace.ts';
export { normalizerSequence } from './normalizers/sequence.ts';
export { stripAccents } from './normalizers/strip-accents.ts';
export { strip, type StripOptions } from './normalizers/strip.ts';
export { unicodeNormalizer } from './normalizers/unicode-normalizer.ts';
export { AlignedText } from './pipeline/aligned-text.ts';
export type {
  Decoder,
  Normalizer,
  PreTokenizer,
  SavedAs,
  TokenizerModel,
  TokenSink,
} from './pipeline/stage.ts';
export { bertProcessing, type TokenAndId } from './post-processors/bert.ts';
export { byteLevelProcessing, type ByteLevelProcessingJson } from './post-processors/byte-level.ts';
export type { Layout, LayoutPiece, OffsetTrimming, PostProcessor } from './post-processors/post-processor.ts';
export { robertaProcessing } from './post-processors/roberta.ts';
export { postProcessorSequence } from './post-processors/sequence.ts';
export { templateProcessing, type TemplateProcessingJson } from './post-processors/template.ts';
export { bertPreTokenizer } from './pre-tokenizers/bert.ts';
export { byteLevelPreTokenizer, type ByteLevelPreTokenizerOptions } from './pre-tokenizers/byte-level.ts';
export { charDelimiterSplit } from './pre-tokenizers/char-delimiter-split.ts';
export { digits, type DigitsOptions } from './pre-tokenizers/digits.ts';
export { fixedLength } from './pre-tokenizers/fixed-length.ts';
export { metaspace, type MetaspaceOptions } from './pre-tokenizers/metaspace.ts';
export type { PreTokenizerPart } from './pre-tokenizers/pre-tokenizer-part.ts';
export { punctuation } from './pre-tokenizers/punctuation.ts';
export { preTokenizerSequence } from './pre-tokenizers/sequence.ts';
export { split, type SplitOptions } from './pre-tokenizers/split.ts';
export { unicodeScripts } from './pre-tokenizers/unicode-scripts.ts';
export { whitespace, whitespaceSplit } from './pre-tokenizers/whitespace.ts';
export { readSentencePiece, type SentencePieceOptions } from './sentencepiece/read-sentence-piece.ts';
export {
  type DecodeTextOptions,
  type EncodeTextOptions,
  type Saved,
  TextTokenizer,
  type TokenizerParts,
  type TokenizerSettings,
} from './text-tokenizer.ts';
export { readTokenizer, type ReadTokenizerOptions } from './tokenizer-json/read-tokenizer.ts';
export { type TiktokenEncoding, type TiktokenEncodingName, tiktokenEncodings } from './tiktoken/encodings.ts';
export { readTiktoken, type ReadTiktokenOptions } from './tiktoken/read-tiktoken.ts';
export type { TokenizerConfig, TokenRole } from './tokenizer-json/tokenizer-config.ts';
export type { TokenizerJson } from './tokenizer-json/tokenizer-json.ts';
export { type BpeTrainerOptions, bpeTrainer, type MergeTrainerOptions } from './trainers/bpe/bpe-trainer.ts';
export type { ModelTrainer, TrainedModel } from './trainers/model-trainer.ts';
export {
  bertWordPieceRecipe,
  type BertWordPieceRecipeOptions,
} from './trainers/recipes/bert-word-piece-recipe.ts';
export {
  byteLevelBpeRecipe,
  type ByteLevelBpeRecipeOptions,
} from './trainers/recipes/byte-level-bpe-recipe.ts';
export { llamaBpeRecipe, type LlamaBpeRecipeOptions } from './trainers/recipes/llama-bpe-recipe.ts';
export { t5UnigramRecipe, type T5UnigramRecipeOptions } from './trainers/recipes/t5-unigram-recipe.ts';
export { wordLevelRecipe, type WordLevelRecipeOptions } from './trainers/recipes/word-level-recipe.ts';
export type { TokenizerRecipe } from './trainers/tokenizer-recipe.ts';
export type { TokenizerTraining } from './trainers/tokenizer-training.ts';
export { trainTokenizer, type TrainTokenizerOptions } from './trainers/train-tokenizer.ts';
export { unigramTrainer, type UnigramTrainerOptions } from './trainers/unigram/unigram-trainer.ts';
export { wordLevelTrainer, type WordLevelTrainerOptions } from './trainers/word-level-trainer.ts';
export { wordPieceTrainer, type WordPieceTrainerOptions } from './trainers/word-piece-trainer.ts';
export type { Texts } from './trainers/words/count-words.ts';
export type { WordCounts } from './trainers/words/word-counts.ts';
export {
  type Gpt2VocabularyFiles,
  type Gpt2VocabularyOptions,
  readGpt2Vocabulary,
} from './vocabulary-files/gpt2-vocabulary.ts';
export {
  readWordPieceVocabulary,
  type WordPieceVocabularyOptions,
} from './vocabulary-files/word-piece-vocabulary.ts';
