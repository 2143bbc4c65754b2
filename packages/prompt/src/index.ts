// The contracts that this package will be built on; there is nothing to run yet.
export type {
  ContinuationScore,
  GeneratedToken,
  GenerateOptions,
  Generation,
  GenerationResult,
  LanguageModel,
  LogitConstraint,
  TokenScores,
} from '@fm/core';
