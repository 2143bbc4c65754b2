import type { TokenAndId } from '../../post-processors/bert.ts';
import type { PostProcessor } from '../../post-processors/post-processor.ts';
import {
  type TemplatePieceJson,
  templateProcessing,
  type TemplateTokenJson,
} from '../../post-processors/template.ts';

/** Puts a control token before, behind, or on both sides of each text; both texts of a pair are of type 0 and 1. */
export function controlTemplate({
  before,
  behind,
}: {
  readonly before?: TokenAndId;
  readonly behind?: TokenAndId;
}): PostProcessor {
  const control = (token: TokenAndId | undefined, type_id: number): readonly TemplatePieceJson[] =>
    token === undefined ? [] : [{ SpecialToken: { id: token[0], type_id } }];
  const sequence = (id: 'A' | 'B', type_id: number): readonly TemplatePieceJson[] => [
    ...control(before, type_id),
    { Sequence: { id, type_id } },
    ...control(behind, type_id),
  ];
  const describe = ([id, number]: TokenAndId): readonly [string, TemplateTokenJson] => [
    id,
    { id, ids: [number], tokens: [id] },
  ];
  return templateProcessing({
    single: sequence('A', 0),
    pair: [...sequence('A', 0), ...sequence('B', 1)],
    special_tokens: Object.fromEntries(
      [before, behind].flatMap((token) => (token === undefined ? [] : [describe(token)])),
    ),
  });
}
