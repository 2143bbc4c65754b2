import { AddedVocabulary } from '../added-tokens/added-vocabulary.ts';
import type { PostProcessor } from '../post-processors/post-processor.ts';
import { templateProcessing } from '../post-processors/template.ts';
import type { TokenizerParts } from '../text-tokenizer.ts';
import type { TokenizerConfig } from './tokenizer-config.ts';

/** Python's classes that put the begin and end tokens where the configuration says, whatever the file says. */
const classes = /^(?:Code)?(?:Llama|Gemma|Cohere)Tokenizer(?:Fast)?$/;

/**
 * The post-processor of a tokenizer with a configuration. Tokenizers of the Llama family put the begin token before,
 * and the end token behind, each text where `add_bos_token` and `add_eos_token` say so.
 */
export function configuredTemplate(
  { model, normalizer, postProcessor, addedTokens = [] }: TokenizerParts,
  { tokenizerClass, addBosToken, addEosToken, namedTokens }: TokenizerConfig,
): PostProcessor | undefined {
  if (tokenizerClass === undefined || !classes.test(tokenizerClass)) return postProcessor;
  if (addBosToken === undefined && addEosToken === undefined) return postProcessor;
  const added = new AddedVocabulary(addedTokens, model, normalizer);
  const place = (token: string | undefined, wanted: boolean): readonly string[] =>
    wanted && token !== undefined && added.get(token) !== undefined ? [token] : [];
  const begin = place(namedTokens.bos, addBosToken ?? true);
  const end = place(namedTokens.eos, addEosToken ?? false);
  const around = (
    sequence: 'A' | 'B',
    type_id: number,
  ): Parameters<typeof templateProcessing>[0]['single'] => [
    ...begin.map((id) => ({ SpecialToken: { id, type_id } })),
    { Sequence: { id: sequence, type_id } },
    ...end.map((id) => ({ SpecialToken: { id, type_id } })),
  ];
  const tokens = [...begin, ...end].map(
    (id) => [id, { id, ids: [added.get(id)?.id as number], tokens: [id] }] as const,
  );
  return templateProcessing({
    single: around('A', 0),
    pair: [...around('A', 0), ...around('B', 1)],
    special_tokens: Object.fromEntries(tokens),
  });
}
