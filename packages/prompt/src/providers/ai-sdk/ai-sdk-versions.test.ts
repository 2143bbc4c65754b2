import type { LanguageModelV2, LanguageModelV3, LanguageModelV4 } from '@ai-sdk/provider';
import { expect, it } from 'vitest';
import { scriptedModel } from '../scripted-model.ts';
import { fromAiSdk } from './from-ai-sdk.ts';
import { toAiSdk } from './to-ai-sdk.ts';

it('types take models of all versions', () => {
  const take = (model: LanguageModelV2 | LanguageModelV3 | LanguageModelV4): string => fromAiSdk(model).name;
  expect(take(toAiSdk(scriptedModel([])))).toBe('scripted');
});
