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
  type TokenizedChat,
} from './chat/apply-chat-template.ts';
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
export type { Padding } from './encoding/padding.ts';
export type { OffsetUnit } from './encoding/text-units.ts';
export type { Range, TokenEncoding } from './encoding/token-encoding.ts';
export type { Truncation } from './encoding/truncation.ts';
export {
  type DecodeTextOptions,
  type EncodeTextOptions,
  TextTokenizer,
  type TokenizerParts,
  type TokenizerSettings,
} from './text-tokenizer.ts';
export { readTokenizer, type ReadTokenizerOptions } from './tokenizer-json/read-tokenizer.ts';
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
